package dev.holdfast.broker.metrics;

import dev.holdfast.broker.Broker;
import dev.holdfast.broker.config.BrokerConfig;
import dev.holdfast.broker.config.ConfigLoader;
import dev.holdfast.broker.session.RawClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoublePredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real broker with namespaces in which everything can happen, and its metrics. */
public final class WatchedBroker implements AutoCloseable {
  private static final Pattern SAMPLE = Pattern.compile("([a-z_]+(?:\\{[^}]*})?) (\\S+)");
  private static final long PATIENCE_NANOS = Duration.ofSeconds(20).toNanos();
  private static final long PAUSE_MS = 20;
  private static final long OFTEN_MS = 100;

  /** For a test: what is not needed any more stays. */
  public static final long NEVER_MS = 3_600_000;

  private static final String CONFIG =
      """
      server: {port: 0, pingIntervalMs: 60000, eventLoops: 2}
      admin: {enabled: true, port: 0}
      retention: {intervalMs: %d}
      storage: {dataDir: "%s", minFreeBytes: %d}
      namespaces:
        - name: /
        - name: /limited
          limits: {maxEvents: 2, overflow: drop-oldest}
        - name: /retried
          redelivery: {backoffMs: 1, maxBackoffMs: 1, maxAttempts: 2}
        - name: /forgetful
          clientExpiryMs: 1
      """;

  private final Broker broker;

  private WatchedBroker(Broker broker) {
    this.broker = broker;
  }

  /** On a data directory; it sweeps all the time. */
  public static WatchedBroker start(Path dataDir) throws Exception {
    return start(dataDir, OFTEN_MS, 0);
  }

  /**
   * The same.
   *
   * @param sweepMs how long after a sweep the next one begins; {@link #NEVER_MS} for none
   * @param minFreeBytes with less on its disk it is read-only
   */
  public static WatchedBroker start(Path dataDir, long sweepMs, long minFreeBytes)
      throws Exception {
    return new WatchedBroker(Broker.start(config(dataDir, sweepMs, minFreeBytes)));
  }

  /** What {@link #start} starts. */
  public static BrokerConfig config(Path dataDir, long sweepMs, long minFreeBytes)
      throws Exception {
    Path file = Files.createTempFile(dataDir.getParent(), "broker", ".yaml");
    Files.writeString(file, CONFIG.formatted(sweepMs, dataDir, minFreeBytes));
    return ConfigLoader.load(file, List.of());
  }

  /** The broker itself. */
  public Broker broker() {
    return broker;
  }

  /** A client of a namespace, in mode batch, that has connected. */
  public RawClient connect(String namespace, String clientId) {
    RawClient client = RawClient.open(broker.port());
    client.ask("40" + prefix(namespace) + "{\"clientId\":\"" + clientId + "\",\"ack\":\"batch\"}");
    return client;
  }

  /** What a packet of this namespace has behind its type. */
  public static String prefix(String namespace) {
    return namespace.equals("/") ? "" : namespace + ",";
  }

  /** The samples of one scrape by name and labels, as they are written. */
  public Map<String, Double> scrape() {
    Map<String, Double> samples = new TreeMap<>();
    for (String line : broker.metrics().lines().toList()) {
      Matcher sample = SAMPLE.matcher(line);
      if (!line.startsWith("#") && sample.matches()) {
        samples.put(sample.group(1), Double.parseDouble(sample.group(2)));
      }
    }
    return samples;
  }

  /** The value of a sample; 0 when there is none. */
  public double value(String sample) {
    return scrape().getOrDefault(sample, 0.0);
  }

  /** Waits until a sample is as wanted. */
  public void await(String sample, DoublePredicate wanted) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE_NANOS;
    double value = value(sample);
    while (!wanted.test(value)) {
      if (System.nanoTime() > end) {
        throw new AssertionError(sample + " is " + value + " in " + broker.metrics());
      }
      synchronized (this) {
        wait(PAUSE_MS);
      }
      value = value(sample);
    }
  }

  @Override
  public void close() {
    broker.close();
  }
}
