package dev.holdfast.broker.config;

import static dev.holdfast.broker.config.ScalarTypes.integer;
import static dev.holdfast.broker.config.ScalarTypes.longInteger;
import static dev.holdfast.broker.config.Units.HOUR_MS;
import static dev.holdfast.broker.config.Units.KIB;
import static dev.holdfast.broker.config.Units.MIB;

import java.util.List;
import java.util.regex.Pattern;

/** The keys of the group {@code server}. */
final class ServerKeys {
  private static final Pattern ORIGIN =
      Pattern.compile("\\*|null|file://|[a-z][a-z0-9+.-]*://[^/\\s,]+");
  private static final Pattern HTTP_PATH = Pattern.compile("/([A-Za-z0-9._~-]+/)*");
  private static final Pattern COOKIE_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]*");

  /** The host name or address to listen on. */
  static final Key<String> HOST =
      new Key<>(
          "server.host",
          ScalarTypes.text("a host name or an address", text -> text.matches("\\S{1,255}")),
          "127.0.0.1",
          "Address to listen on. 0.0.0.0 listens on all of the machine's: do that with TLS"
              + " (`tls.certFile`), or behind a proxy that terminates it.");

  /** The TCP port to listen on. */
  static final Key<Integer> PORT =
      new Key<>(
          "server.port", integer(0, 65_535), 7400, "TCP port to listen on; 0 takes any free one.");

  static final Key<String> PATH =
      new Key<>(
          "server.path",
          ScalarTypes.text(
              "an absolute path that ends with '/'", text -> HTTP_PATH.matcher(text).matches()),
          "/socket.io/",
          "HTTP path of the Socket.IO endpoint, as the clients' option `path`.");

  static final Key<Integer> EVENT_LOOPS =
      new Key<>(
          "server.eventLoops",
          integer(0, 256),
          0,
          "Threads that serve connections; 0 takes one per processor core.");

  static final Key<Long> PING_INTERVAL =
      new Key<>(
          "server.pingIntervalMs",
          longInteger(100, HOUR_MS),
          25_000L,
          "How often each connection is pinged.");

  static final Key<Long> PING_TIMEOUT =
      new Key<>(
          "server.pingTimeoutMs",
          longInteger(100, HOUR_MS),
          20_000L,
          "How long after a ping without an answer a connection is taken for dead.");

  static final Key<Long> UPGRADE_TIMEOUT =
      new Key<>(
          "server.upgradeTimeoutMs",
          longInteger(100, HOUR_MS),
          10_000L,
          "How long an upgrade from polling to WebSocket may take.");

  static final Key<Long> CONNECT_TIMEOUT =
      new Key<>(
          "server.connectTimeoutMs",
          longInteger(100, HOUR_MS),
          45_000L,
          "How long a connection may stay without joining a namespace.");

  static final Key<Integer> MAX_PAYLOAD =
      new Key<>(
          "server.maxPayloadBytes",
          integer(KIB, 128 * MIB),
          1_000_000,
          "Largest message a client may send; a longer one closes its connection.");

  static final Key<Integer> OUTBOUND_BUFFER =
      new Key<>(
          "server.outboundBufferBytes",
          integer(16 * KIB, 1024 * MIB),
          MIB,
          "How much may wait for a slow connection before no more is read from the queue for it.");

  static final Key<List<String>> ALLOWED_ORIGINS =
      new Key<>(
          "server.allowedOrigins",
          new TextListType(
              ScalarTypes.text(
                  "an origin like https://example.org, or 'null', file:// or '*'",
                  text -> ORIGIN.matcher(text).matches())),
          List.of(),
          "Web pages of other origins that may connect (CORS); '*' allows all. Without"
              + " authentication pages of this machine may connect besides, with it those of the"
              + " host that is asked.");

  static final Key<String> COOKIE =
      new Key<>(
          "server.cookie",
          ScalarTypes.text(
              "the name of a cookie, or empty", text -> COOKIE_NAME.matcher(text).matches()),
          "",
          "Name of a cookie with the connection's id, for sticky load balancers; empty sets none.");

  static final Key<Boolean> SERVE_CLIENT =
      new Key<>(
          "server.serveClient",
          ScalarTypes.bool(),
          true,
          "Whether web pages can load the Socket.IO client from the broker: `socket.io.js` and its"
              + " variants, under the path.");

  /** All of them, in the order of the file. */
  static final List<Key<?>> ALL =
      List.of(
          HOST,
          PORT,
          PATH,
          EVENT_LOOPS,
          PING_INTERVAL,
          PING_TIMEOUT,
          UPGRADE_TIMEOUT,
          CONNECT_TIMEOUT,
          MAX_PAYLOAD,
          OUTBOUND_BUFFER,
          ALLOWED_ORIGINS,
          COOKIE,
          SERVE_CLIENT);

  private ServerKeys() {}

  /** What was given for them. */
  static ServerConfig config(Values given) {
    return new ServerConfig(
        given.get(HOST),
        given.get(PORT),
        given.get(PATH),
        given.get(EVENT_LOOPS),
        given.get(PING_INTERVAL),
        given.get(PING_TIMEOUT),
        given.get(UPGRADE_TIMEOUT),
        given.get(CONNECT_TIMEOUT),
        given.get(MAX_PAYLOAD),
        given.get(OUTBOUND_BUFFER),
        given.get(ALLOWED_ORIGINS),
        given.get(COOKIE),
        given.get(SERVE_CLIENT));
  }
}
