package dev.holdfast.broker.limits;

/**
 * Every limit that a client can run into: a closed catalogue, the labels of its metric and what a
 * refusal names. What each means and what it is set to: {@code docs/security.md}.
 */
public enum Limit {
  /** Open connections of all addresses. */
  CONNECTIONS("maxConnections"),
  /** Open connections of one address. */
  CONNECTIONS_PER_ADDRESS("maxConnectionsPerAddress"),
  /** Connections of all addresses that have not shown who they are. */
  UNAUTHENTICATED("maxUnauthenticated"),
  /** The same of one address. */
  UNAUTHENTICATED_PER_ADDRESS("maxUnauthenticatedPerAddress"),
  /** New sessions of all addresses, for a time. */
  CONNECTION_RATE("connectionsPerSecond"),
  /** New sessions of one address, for a time. */
  CONNECTION_RATE_PER_ADDRESS("connectionsPerSecondPerAddress"),
  /** A client took too long to show who it is. */
  AUTHENTICATION_TIMEOUT("authenticationTimeoutMs"),
  /** The head of a request took too long, or did not come. */
  REQUEST_TIMEOUT("requestTimeoutMs"),
  /** A message or a body that had begun took too long. */
  MESSAGE_TIMEOUT("messageTimeoutMs"),
  /** A connection on which nothing is asked. */
  IDLE_TIMEOUT("idleTimeoutMs"),
  /** A client takes nothing of what waits for it. */
  WRITE_TIMEOUT("writeTimeoutMs"),
  /** The line of a request, or its headers, are too long. */
  HEADERS("maxHeaderBytes"),
  /** A message or a body is too long. */
  PAYLOAD("maxPayloadBytes"),
  /** The same of a client that nobody knows yet. */
  CONNECT("maxConnectBytes"),
  /** A message inflates to too many times its length. */
  INFLATE_RATIO("maxInflateRatio"),
  /** What waits for all slow clients together. */
  OUTBOUND("maxOutboundBytes"),
  /** Events of one session, for a time. */
  EVENT_RATE("eventsPerSecond"),
  /** Rooms of one client. */
  ROOMS("maxRoomsPerClient"),
  /** Namespaces on one connection. */
  NAMESPACES("maxNamespacesPerConnection"),
  /** Sessions of one subject. */
  SESSIONS("maxSessionsPerSubject"),
  /** A web page of an origin that is not allowed. */
  ORIGIN("allowedOrigins");

  private final String key;

  Limit(String key) {
    this.key = key;
  }

  /** The name of its configuration key, without the group: what clients are told. */
  public String key() {
    return key;
  }
}
