package dev.holdfast.broker;

import dev.holdfast.broker.config.AdminConfig;
import dev.holdfast.broker.config.BrokerConfig;
import dev.holdfast.broker.config.CompressionConfig;
import dev.holdfast.broker.config.LimitsConfig;
import dev.holdfast.broker.config.MsgpackConfig;
import dev.holdfast.broker.config.NamespaceConfig;
import dev.holdfast.broker.config.QueueConfig;
import dev.holdfast.broker.config.RecoveryConfig;
import dev.holdfast.broker.config.RetentionConfig;
import dev.holdfast.broker.config.ServerConfig;
import dev.holdfast.broker.config.SessionConfig;
import dev.holdfast.broker.config.ShutdownConfig;
import dev.holdfast.broker.config.StorageConfig;
import dev.holdfast.broker.config.TlsConfig;
import dev.holdfast.broker.queue.StreamName;
import dev.holdfast.broker.routing.Backends;
import dev.holdfast.broker.routing.Destination;
import dev.holdfast.broker.routing.NamespaceRules;
import dev.holdfast.broker.routing.Route;
import dev.holdfast.broker.routing.Routes;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/** Brokers for tests: the defaults, but on a free port and with what a test can wait for. */
public final class TestBrokers {
  /** A heartbeat no test waits for. */
  public static final long NO_PING_MS = 60_000;

  /** Never, for a test: rooms keep what they held. */
  private static final long SWEEP_INTERVAL_MS = 3_600_000;

  /** How long a client waits to be let into {@code /guarded}. */
  public static final long GUARD_TIMEOUT_MS = 2000;

  private TestBrokers() {}

  /** A broker in this JVM on a data directory. */
  public static Broker start(Path dataDir) throws Exception {
    return start(dataDir, NO_PING_MS, 200);
  }

  /** The same with a heartbeat and a delay of the early ping, in milliseconds. */
  public static Broker start(Path dataDir, long pingIntervalMs, long autoAckDelayMs)
      throws Exception {
    return Broker.start(config(dataDir, pingIntervalMs, autoAckDelayMs));
  }

  /** A broker on the data directory and the port of one that was closed. */
  public static Broker restart(Path dataDir, int port) throws Exception {
    BrokerConfig usual = config(dataDir, NO_PING_MS, 200);
    return Broker.start(with(usual, server(usual.server(), port, true)));
  }

  /** A broker that does not serve the browser client. */
  public static Broker withoutClientFiles(Path dataDir) throws Exception {
    BrokerConfig usual = config(dataDir, NO_PING_MS, 200);
    return Broker.start(with(usual, server(usual.server(), usual.server().port(), false)));
  }

  /** A broker whose core has other bounds than the default ones. */
  public static Broker start(Path dataDir, QueueConfig queue) throws Exception {
    return Broker.start(with(config(dataDir, NO_PING_MS, 200), queue));
  }

  /** A broker that compresses whatever it may, from 100 bytes on. */
  public static Broker compressing(Path dataDir) throws Exception {
    return Broker.start(
        with(config(dataDir, NO_PING_MS, 200), new CompressionConfig(true, true, 100)));
  }

  /** A broker whose sessions wait for their clients in another way than by default. */
  public static Broker start(Path dataDir, long pingIntervalMs, RecoveryConfig recovery)
      throws Exception {
    return Broker.start(with(config(dataDir, pingIntervalMs, 200), recovery));
  }

  /** A broker with an admin API, which asks for no token. */
  public static Broker withAdmin(Path dataDir, List<NamespaceConfig> namespaces) throws Exception {
    return Broker.start(adminConfig(dataDir, "", namespaces));
  }

  /** The same with the namespaces of the other brokers. */
  public static Broker withAdmin(Path dataDir) throws Exception {
    return withAdmin(dataDir, config(dataDir, NO_PING_MS, 200).namespaces());
  }

  /** The configuration of a broker with an admin API. */
  public static BrokerConfig adminConfig(
      Path dataDir, String tokensFile, List<NamespaceConfig> namespaces) {
    AdminConfig admin = new AdminConfig(true, "127.0.0.1", 0, tokensFile);
    return with(config(dataDir, NO_PING_MS, 200), admin, namespaces);
  }

  /** A broker over TLS, with {@code cert.pem} and {@code key.pem} of a directory. */
  public static Broker encrypted(Path dataDir, Path files) throws Exception {
    TlsConfig tls =
        new TlsConfig(
            files.resolve("cert.pem"),
            files.resolve("key.pem"),
            null,
            "none",
            "TLSv1.2",
            5000,
            100);
    return Broker.start(with(config(dataDir, NO_PING_MS, 200), tls));
  }

  /** A broker with these namespaces. */
  public static Broker start(Path dataDir, List<NamespaceConfig> namespaces) throws Exception {
    BrokerConfig usual = config(dataDir, NO_PING_MS, 200);
    return Broker.start(with(usual, usual.queue(), namespaces));
  }

  /** The same by another clock on the wall, in milliseconds since 1970. */
  static Broker start(Path dataDir, List<NamespaceConfig> namespaces, LongSupplier wallMs)
      throws Exception {
    BrokerConfig usual = config(dataDir, NO_PING_MS, 200);
    return Broker.start(with(usual, usual.queue(), namespaces), UnaryOperator.identity(), wallMs);
  }

  /** A broker that takes a client for dead after this time, in milliseconds. */
  public static Broker heartbeating(Path dataDir, int pingIntervalMs, int pingTimeoutMs)
      throws Exception {
    return heartbeating(dataDir, pingIntervalMs, pingTimeoutMs, BrokerConfig.defaults().limits());
  }

  /** The same with other limits than the default ones. */
  public static Broker heartbeating(
      Path dataDir, int pingIntervalMs, int pingTimeoutMs, LimitsConfig limits) throws Exception {
    BrokerConfig usual = with(config(dataDir, pingIntervalMs, 200), limits);
    ServerConfig server = usual.server();
    return Broker.start(
        with(
            usual,
            new ServerConfig(
                server.host(),
                server.port(),
                server.path(),
                server.eventLoops(),
                pingIntervalMs,
                pingTimeoutMs,
                server.upgradeTimeoutMs(),
                server.connectTimeoutMs(),
                server.maxPayloadBytes(),
                server.outboundBufferBytes(),
                server.allowedOrigins(),
                server.cookie(),
                server.serveClient())));
  }

  /** A broker with other limits than the default ones. */
  public static Broker start(Path dataDir, LimitsConfig limits) throws Exception {
    return Broker.start(with(config(dataDir, NO_PING_MS, 200), limits));
  }

  /** The same configuration, with {@code part} in the place of the one of its kind. */
  public static BrokerConfig with(BrokerConfig usual, Record part) {
    return with(usual, part, usual.namespaces());
  }

  private static BrokerConfig with(
      BrokerConfig usual, Record part, List<NamespaceConfig> namespaces) {
    return new BrokerConfig(
        part instanceof ServerConfig server ? server : usual.server(),
        usual.auth(),
        part instanceof CompressionConfig compression ? compression : usual.compression(),
        usual.msgpack(),
        part instanceof TlsConfig tls ? tls : usual.tls(),
        usual.session(),
        part instanceof RecoveryConfig recovery ? recovery : usual.recovery(),
        part instanceof QueueConfig queue ? queue : usual.queue(),
        usual.retention(),
        usual.storage(),
        part instanceof ShutdownConfig shutdown ? shutdown : usual.shutdown(),
        part instanceof LimitsConfig limits ? limits : usual.limits(),
        part instanceof AdminConfig admin ? admin : usual.admin(),
        usual.logging(),
        namespaces);
  }

  private static ServerConfig server(ServerConfig usual, int port, boolean serveClient) {
    return new ServerConfig(
        usual.host(),
        port,
        usual.path(),
        usual.eventLoops(),
        usual.pingIntervalMs(),
        usual.pingTimeoutMs(),
        usual.upgradeTimeoutMs(),
        usual.connectTimeoutMs(),
        usual.maxPayloadBytes(),
        usual.outboundBufferBytes(),
        usual.allowedOrigins(),
        usual.cookie(),
        serveClient);
  }

  /** The configuration of {@link #start}. */
  public static BrokerConfig config(Path dataDir, long pingIntervalMs, long autoAckDelayMs) {
    BrokerConfig defaults = BrokerConfig.defaults();
    ServerConfig server = defaults.server();
    return new BrokerConfig(
        new ServerConfig(
            server.host(),
            0,
            server.path(),
            2,
            pingIntervalMs,
            server.pingTimeoutMs(),
            server.upgradeTimeoutMs(),
            2000,
            server.maxPayloadBytes(),
            server.outboundBufferBytes(),
            List.of("*"),
            "",
            server.serveClient()),
        defaults.auth(),
        defaults.compression(),
        new MsgpackConfig(true, 0),
        defaults.tls(),
        new SessionConfig(
            defaults.session().defaultWindow(), defaults.session().maxWindow(), autoAckDelayMs),
        defaults.recovery(),
        defaults.queue(),
        new RetentionConfig(SWEEP_INTERVAL_MS),
        new StorageConfig(
            dataDir, defaults.storage().memoryBudgetBytes(), defaults.storage().minFreeBytes()),
        defaults.shutdown(),
        defaults.limits(),
        defaults.admin(),
        defaults.logging(),
        List.of(
            new NamespaceConfig("/", Routes.toEveryone()),
            new NamespaceConfig("/routed", routed()),
            new NamespaceConfig("/backed", backed(new Backends(List.of("chat", "audit"), null, 1))),
            new NamespaceConfig(
                "/guarded", backed(new Backends(List.of("chat"), "chat", GUARD_TIMEOUT_MS))),
            new NamespaceConfig("/tenant-*", backed(new Backends(List.of("chat"), null, 1))),
            new NamespaceConfig(
                "/recovery", new NamespaceRules(true, Backends.NONE, Routes.toEveryone()))));
  }

  /** Plain emits go to the back-end chat; those named ask and askSoon wait for its reply. */
  private static NamespaceRules backed(Backends backends) {
    Destination chat = new Destination.One(StreamName.Kind.INBOX, "chat");
    return new NamespaceRules(
        false,
        backends,
        new Routes(
            List.of(
                new Routes.Rule("ask", new Route(chat, Route.NO_ID, 30_000)),
                new Routes.Rule("askSoon", new Route(chat, Route.NO_ID, 100)),
                new Routes.Rule("askOnce", new Route(chat, 1, 30_000)),
                new Routes.Rule("news", new Destination.Everyone())),
            chat));
  }

  private static Routes routed() {
    return new Routes(
        List.of(
            new Routes.Rule("order*", new Destination.One(StreamName.Kind.ROOM, "orders")),
            new Routes.Rule("whisper", new Destination.Others()),
            new Routes.Rule("forbidden", new Destination.Reject())),
        new Destination.Everyone());
  }
}
