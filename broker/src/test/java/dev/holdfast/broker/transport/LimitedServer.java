package dev.holdfast.broker.transport;

import dev.holdfast.broker.limits.Cap;
import dev.holdfast.broker.limits.ConnectionLimits;
import dev.holdfast.broker.limits.ForwardedFor;
import dev.holdfast.broker.limits.Limit;
import dev.holdfast.broker.limits.LimitCounters;
import dev.holdfast.broker.limits.Networks;
import dev.holdfast.broker.limits.Rate;
import java.util.List;

/** An echo server with limits so narrow that a test can run into them, and the count of hits. */
final class LimitedServer implements AutoCloseable {
  /** So short are the times that requests and idle connections have, in milliseconds. */
  static final int SHORT_MS = 1_000;

  /**
   * So long a client has to take something, in milliseconds: longer than a machine stands still
   * that others share.
   */
  static final int WRITE_MS = 1_500;

  private static final Cap MANY = new Cap(10_000, 10_000);

  final LimitCounters hits = new LimitCounters();
  final EchoServer server;
  final ConnectionLimits connections;

  private LimitedServer(EngineSettings settings, ConnectionLimits.Settings limits) {
    ForwardedFor proxies = new ForwardedFor(Networks.of(List.of("127.0.0.0/8")));
    connections = new ConnectionLimits(limits, proxies, hits, System::nanoTime, bound -> 0);
    server = new EchoServer(settings, EngineGuards.of(connections, proxies, hits));
  }

  /** Everything takes a short time at most, and everybody may connect. */
  static LimitedServer impatient() {
    return new LimitedServer(
        settings(PageRule.THIS_MACHINE, List.of(), Integer.MAX_VALUE), anybody());
  }

  /** Clients that are not known may send no more than so much in one message. */
  static LimitedServer forStrangers(int maxUnknownBytes) {
    return new LimitedServer(
        settings(PageRule.THIS_MACHINE, List.of(), maxUnknownBytes), anybody());
  }

  /** Pages of these origins alone may connect. */
  static LimitedServer forOrigins(String... origins) {
    return new LimitedServer(
        settings(PageRule.OWN_HOST, List.of(origins), Integer.MAX_VALUE), anybody());
  }

  /** So many connections, and so many of them of clients nobody knows. */
  static LimitedServer forConnections(int open, int unauthenticated) {
    return new LimitedServer(
        Settings.quiet(),
        new ConnectionLimits.Settings(
            new Cap(open, open),
            new Cap(unauthenticated, unauthenticated),
            Rate.UNLIMITED,
            Rate.UNLIMITED,
            Networks.NONE));
  }

  /** So many new sessions a second, in all and for one address behind a proxy. */
  static LimitedServer atRate(Rate all, Rate perAddress) {
    return new LimitedServer(
        Settings.quiet(),
        new ConnectionLimits.Settings(MANY, MANY, all, perAddress, Networks.NONE));
  }

  private static ConnectionLimits.Settings anybody() {
    return new ConnectionLimits.Settings(MANY, MANY, Rate.UNLIMITED, Rate.UNLIMITED, Networks.NONE);
  }

  private static EngineSettings settings(
      PageRule pages, List<String> origins, int maxUnknownBytes) {
    EngineLimits limits =
        new EngineLimits(
            SHORT_MS,
            2 * SHORT_MS,
            SHORT_MS,
            WRITE_MS,
            1000,
            2000,
            50,
            1 << 20,
            maxUnknownBytes,
            pages);
    return new EngineSettings(
        "127.0.0.1",
        0,
        "/socket.io/",
        600_000,
        600_000,
        10_000,
        1 << 20,
        2,
        1 << 20,
        1 << 18,
        origins,
        null,
        new Compression(true, true, 1024),
        limits);
  }

  int port() {
    return server.port();
  }

  HttpSocket connect() {
    return new HttpSocket(port());
  }

  /** Returns when this limit was hit so often. */
  void awaitHits(Limit limit, int count) {
    Await.until(limit + " was hit " + count + " times", () -> hits.count(limit) >= count);
  }

  @Override
  public void close() {
    server.close();
  }
}
