package dev.holdfast.broker.session;

/**
 * Every error a client can be answered with: a closed catalogue, described in {@code
 * docs/protocol.md}. They arrive as {@code {"error":{"code","message"}}}, or as {@code data.code}
 * of a refused connect.
 */
public enum ErrorCode {
  /** The arguments of a verb are not of its form. */
  BAD_REQUEST("bad-request"),
  /** A name that begins with {@code $} and is no verb. */
  UNKNOWN_VERB("unknown-verb"),
  /** Not a legal room name. */
  BAD_ROOM("bad-room"),
  /** Not a legal client id. */
  BAD_CLIENT_ID("bad-client-id"),
  /** An event name that is the protocol's or the broker's own. */
  RESERVED_NAME("reserved-name"),
  /** No position of this broker's history. */
  BAD_POSITION("bad-position"),
  /** A time that is too far away. */
  BAD_TIME("bad-time"),
  /** As many events wait for their time as may. */
  TOO_MANY_SCHEDULED("too-many-scheduled"),
  /** A room keeps the last events of as many names as it may. */
  TOO_MANY_RETAINED("too-many-retained"),
  /** The client waits for as many receipts as it may. */
  TOO_MANY_RECEIPTS("too-many-receipts"),
  /** A position from after the backup that the store was restored from. */
  RESTORED("restored"),
  /** An acknowledgement of an event this session was not sent. */
  NOT_DELIVERED("not-delivered"),
  /** An event for a client that never connected. */
  UNKNOWN_CLIENT("unknown-client"),
  /** An event for a session that is not known, or not any more. */
  UNKNOWN_SESSION("unknown-session"),
  /** No credential, or one that is not good, or not any more. */
  UNAUTHORIZED("unauthorized"),
  /** A verb that only a back-end of the namespace may use, or a name that is somebody else's. */
  FORBIDDEN("forbidden"),
  /** A reply that nobody waits for, or not any more. */
  UNKNOWN_REPLY("unknown-reply"),
  /** The back-end did not reply in time; the event is stored. */
  REPLY_TIMEOUT("reply-timeout"),
  /** More emits wait for replies than a session may have. */
  TOO_MANY_PENDING("too-many-pending"),
  /** A limit of the broker, which the error names, is reached; it also says when to try again. */
  LIMIT("limit"),
  /** The broker's disk is nearly full: it takes nothing that would fill it. */
  READ_ONLY("read-only"),
  /** A sequence number below a stored one, refused before or too old to be known. */
  SEQUENCE_PASSED("sequence-passed"),
  /** The queue of a client that the event is for holds as much as it may. */
  QUEUE_FULL("queue-full"),
  /** The namespace's routes take no plain emits of this name. */
  REJECTED("rejected");

  private final String code;

  ErrorCode(String code) {
    this.code = code;
  }

  /** As it stands on the wire. */
  public String code() {
    return code;
  }
}
