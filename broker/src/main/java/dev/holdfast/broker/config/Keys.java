package dev.holdfast.broker.config;

import static dev.holdfast.broker.config.ScalarTypes.integer;
import static dev.holdfast.broker.config.ScalarTypes.longInteger;

import dev.holdfast.broker.routing.Routes;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Every configuration key, declared once. The loader, {@code conf/holdfast.yaml} and {@code
 * docs/configuration.md} follow from here; a test compares the two files.
 */
public final class Keys {
  private static final int KIB = 1 << 10;
  private static final int MIB = 1 << 20;
  private static final long GIB = 1 << 30;

  /** The longest time anything can be told to wait. */
  static final long HOUR_MS = 3_600_000;

  private static final long DAY_MS = 24 * HOUR_MS;

  private static final Pattern ORIGIN = Pattern.compile("\\*|[a-z][a-z0-9+.-]*://[^/\\s,]+");
  private static final Pattern HTTP_PATH = Pattern.compile("/([A-Za-z0-9._~-]+/)*");
  private static final Pattern COOKIE_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]*");

  /** The host name or address to listen on. */
  public static final Key<String> HOST =
      new Key<>(
          "server.host",
          ScalarTypes.text("a host name or an address", text -> text.matches("\\S{1,255}")),
          "127.0.0.1",
          "Address to listen on. 0.0.0.0 listens on all of the machine's: do that behind a proxy"
              + " that terminates TLS.");

  /** The TCP port to listen on. */
  public static final Key<Integer> PORT =
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
                  "an origin like https://example.org, or '*'",
                  text -> ORIGIN.matcher(text).matches())),
          List.of(),
          "Web pages of other origins that may connect (CORS); '*' allows all.");

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

  static final Key<Boolean> COMPRESS_WEB_SOCKET =
      new Key<>(
          "compression.webSocket",
          ScalarTypes.bool(),
          false,
          "Whether WebSocket messages are compressed for clients that ask for it"
              + " (permessage-deflate). No message builds on an earlier one, so that no connection"
              + " keeps a window of its own.");

  static final Key<Boolean> COMPRESS_POLLING =
      new Key<>(
          "compression.polling",
          ScalarTypes.bool(),
          true,
          "Whether answers to polls are compressed for clients that accept it (gzip, deflate).");

  static final Key<Integer> COMPRESSION_THRESHOLD =
      new Key<>(
          "compression.thresholdBytes",
          integer(0, 128 * MIB),
          KIB,
          "What is smaller is sent as it is.");

  static final Key<Boolean> MSGPACK_ENABLED =
      new Key<>(
          "msgpack.enabled",
          ScalarTypes.bool(),
          false,
          "Whether the broker also listens for clients that use `socket.io-msgpack-parser`.");

  static final Key<Integer> MSGPACK_PORT =
      new Key<>(
          "msgpack.port",
          integer(0, 65_535),
          7401,
          "TCP port for them, on the same address; 0 takes any free one.");

  static final Key<Integer> DEFAULT_WINDOW =
      new Key<>(
          "session.defaultWindow",
          integer(1, 1_000_000),
          1000,
          "How many delivered events a session may leave unacknowledged, unless it asks for"
              + " another window.");

  static final Key<Integer> MAX_WINDOW =
      new Key<>(
          "session.maxWindow",
          integer(1, 1_000_000),
          100_000,
          "Largest window a session can ask for.");

  static final Key<Long> AUTO_ACK_DELAY =
      new Key<>(
          "session.autoAckDelayMs",
          longInteger(1, HOUR_MS),
          1000L,
          "Mode auto: how long after a delivery an early ping asks whether it has arrived.");

  static final Key<Long> MAX_DISCONNECTION =
      new Key<>(
          "recovery.maxDisconnectionMs",
          longInteger(1, 30 * DAY_MS),
          120_000L,
          "How long a client may be away and still recover its session by its pid. Counted anew"
              + " from a restart of the broker.");

  static final Key<Integer> MAX_AWAY_CLIENTS =
      new Key<>(
          "recovery.maxAwayClients",
          integer(1, 100_000_000),
          100_000,
          "How many clients may be away and still recover; with one more, the longest away is"
              + " given up.");

  static final Key<Long> TAKEOVER_PROBE =
      new Key<>(
          "recovery.takeoverProbeMs",
          longInteger(10, HOUR_MS),
          500L,
          "How long a connection has to show that it is alive when another one comes with its"
              + " pid.");

  static final Key<Long> MAX_QUEUED_COMMANDS =
      new Key<>(
          "queue.maxQueuedCommandBytes",
          longInteger(MIB, 64 * GIB),
          64L * MIB,
          "How much may wait to be written to disk before senders are paused.");

  static final Key<Long> MAX_COMMIT =
      new Key<>(
          "queue.maxCommitBytes",
          longInteger(64 * KIB, GIB),
          8L * MIB,
          "How much is written to disk with one sync.");

  static final Key<Long> TAIL =
      new Key<>(
          "queue.tailBytes",
          longInteger(MIB, 64 * GIB),
          16L * MIB,
          "Memory for the newest events, from which sessions that keep up are served.");

  static final Key<Integer> PAGE_EVENTS =
      new Key<>(
          "queue.pageEvents",
          integer(1, 100_000),
          500,
          "How many events are read from disk at a time for a session that lags.");

  static final Key<Long> PAGE_BYTES =
      new Key<>(
          "queue.pageBytes",
          longInteger(4 * KIB, GIB),
          (long) MIB,
          "How many bytes are read from disk at a time for a session that lags.");

  static final Key<Integer> MAX_OUT_OF_ORDER_ACKS =
      new Key<>(
          "queue.maxOutOfOrderAcks",
          integer(1, 10_000_000),
          10_000,
          "How many events after its oldest unacknowledged one a client can have acknowledged.");

  static final Key<Integer> DEDUP_WINDOW =
      new Key<>(
          "queue.dedupWindow",
          integer(1, 100_000_000),
          100_000,
          "How many of a publisher's latest emits are known, so that a resent one is stored once.");

  static final Key<Long> EVENT_ID_WINDOW =
      new Key<>(
          "queue.eventIdWindowMs",
          longInteger(1000, 24 * HOUR_MS),
          600_000L,
          "How long the id of an event is known, so that one that is resent is stored once.");

  static final Key<Long> MAX_SCHEDULED =
      new Key<>(
          "queue.maxScheduledEvents",
          longInteger(1, 1_000_000_000L),
          1_000_000L,
          "How many events may wait for their time (`deliverAt`), of all publishers together.");

  static final Key<Integer> MAX_RETAINED =
      new Key<>(
          "queue.maxRetainedNames",
          integer(1, 1_000_000),
          1000,
          "How many event names a room keeps the last event of (`retain`).");

  static final Key<Integer> MAX_RECEIPTS =
      new Key<>(
          "queue.maxReceipts",
          integer(1, 1_000_000),
          10_000,
          "How many events of one client may wait for their receipts (`receipt`).");

  static final Key<Long> RETENTION_INTERVAL =
      new Key<>(
          "retention.intervalMs",
          longInteger(100, HOUR_MS),
          1000L,
          "How long after a look for events that nobody needs any more the next one begins. It is"
              + " longer where that takes long: ten times as long as it took.");

  /** The directory of the store. */
  public static final Key<Path> DATA_DIR =
      new Key<>(
          "storage.dataDir",
          ScalarTypes.path(),
          Path.of("data"),
          "Directory for everything that is stored; created when missing. A relative path starts"
              + " at the working directory.");

  static final Key<Long> MEMORY_BUDGET =
      new Key<>(
          "storage.memoryBudgetBytes",
          longInteger(8 * MIB, 1024 * GIB),
          256L * MIB,
          "Memory of the store outside the Java heap: cached blocks and unflushed writes"
              + " together.");

  static final Key<Long> MIN_FREE =
      new Key<>(
          "storage.minFreeBytes",
          longInteger(0, 1024 * 1024 * GIB),
          256L * MIB,
          "Room that is to stay free on the disk of the store. With less, new events are refused"
              + " (`read-only`) until there is a quarter more; deliveries and acknowledgements go"
              + " on. 0 fills the disk, and then the broker stops.");

  static final Key<Long> DRAIN_TIMEOUT =
      new Key<>(
          "shutdown.drainTimeoutMs",
          longInteger(0, HOUR_MS),
          10_000L,
          "How long a stopping broker waits for what is under way.");

  static final Key<List<NamespaceConfig>> NAMESPACES =
      new Key<>(
          "namespaces",
          new NamespacesType(),
          List.of(new NamespaceConfig("/", Routes.toEveryone())),
          "The namespaces clients can connect to (in a name, * stands for any text), who their"
              + " back-ends are, and where plain emits go: the first of the `routes` whose `event`"
              + " fits decides, else `defaultRoute`.");

  /** All of them, in the order of the file. */
  public static final List<Key<?>> ALL =
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
          SERVE_CLIENT,
          COMPRESS_WEB_SOCKET,
          COMPRESS_POLLING,
          COMPRESSION_THRESHOLD,
          MSGPACK_ENABLED,
          MSGPACK_PORT,
          DEFAULT_WINDOW,
          MAX_WINDOW,
          AUTO_ACK_DELAY,
          MAX_DISCONNECTION,
          MAX_AWAY_CLIENTS,
          TAKEOVER_PROBE,
          MAX_QUEUED_COMMANDS,
          MAX_COMMIT,
          TAIL,
          PAGE_EVENTS,
          PAGE_BYTES,
          MAX_OUT_OF_ORDER_ACKS,
          DEDUP_WINDOW,
          EVENT_ID_WINDOW,
          MAX_SCHEDULED,
          MAX_RETAINED,
          MAX_RECEIPTS,
          RETENTION_INTERVAL,
          DATA_DIR,
          MEMORY_BUDGET,
          MIN_FREE,
          DRAIN_TIMEOUT,
          NAMESPACES);

  private Keys() {}
}
