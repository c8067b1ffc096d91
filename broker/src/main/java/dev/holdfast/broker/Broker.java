package dev.holdfast.broker;

import dev.holdfast.broker.config.BrokerConfig;
import dev.holdfast.broker.limits.LimitCounters;
import dev.holdfast.broker.queue.Store;
import dev.holdfast.broker.security.SecurityFileException;
import dev.holdfast.broker.storage.StoreOpenException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running broker, to be started in any JVM application:
 *
 * <pre>{@code
 * try (Broker broker = Broker.start(BrokerConfig.defaults())) {
 *   System.out.println("listening on port " + broker.port());
 *   …
 * }
 * }</pre>
 *
 * <p>Its methods may be called from any thread but the broker's own.
 */
public final class Broker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Broker.class);

  private final BrokerParts parts;
  private final BrokerPorts ports;
  private final Closing closing;

  /**
   * Opens the store, recovers what it holds and listens. Returns when clients can connect.
   *
   * @throws BrokerStartException when the data directory cannot be used or the port is taken;
   *     nothing is left running then
   * @throws InterruptedException when the calling thread is interrupted meanwhile
   */
  public static Broker start(BrokerConfig config)
      throws BrokerStartException, InterruptedException {
    return start(config, UnaryOperator.identity());
  }

  /** As {@link #start(BrokerConfig)}, on what {@code between} makes of the store. */
  static Broker start(BrokerConfig config, UnaryOperator<Store> between)
      throws BrokerStartException, InterruptedException {
    return start(config, between, System::currentTimeMillis);
  }

  /**
   * As {@link #start(BrokerConfig)}, on what {@code between} makes of the store, and by another
   * clock on the wall: the seams at which tests show that they would find faults of either.
   */
  static Broker start(BrokerConfig config, UnaryOperator<Store> between, LongSupplier wallMs)
      throws BrokerStartException, InterruptedException {
    Exposure.check(config);
    Closing closing = new Closing();
    try {
      BrokerParts parts = new BrokerParts(config, between, wallMs, closing);
      BrokerPorts ports = BrokerPorts.open(parts, closing);
      return new Broker(parts, ports, closing);
    } catch (ExecutionException
        | StoreOpenException
        | Store.StoreException
        | SecurityFileException e) {
      closing.closeAfter(e);
      throw cannotStart(e);
    } catch (RuntimeException | InterruptedException | BrokerStartException e) {
      closing.closeAfter(e);
      throw e;
    }
  }

  private static BrokerStartException cannotStart(Exception failed) {
    if (failed instanceof ExecutionException) {
      Throwable cause = failed.getCause() == null ? failed : failed.getCause();
      return new BrokerStartException("The broker " + cause.getMessage(), cause);
    }
    return new BrokerStartException(String.valueOf(failed.getMessage()), failed);
  }

  private Broker(BrokerParts parts, BrokerPorts ports, Closing closing) {
    this.parts = parts;
    this.ports = ports;
    this.closing = closing;
    LOG.info("listening on {}{}", url(), parts.config().server().path());
  }

  /** The port it listens on. */
  public int port() {
    return ports.clients();
  }

  /** The port for clients with the MessagePack parser; 0 when it is not enabled. */
  public int msgpackPort() {
    return ports.msgpack();
  }

  /** The port of the admin API; 0 when it is not enabled. */
  public int adminPort() {
    BrokerAdmin admin = ports.admin();
    return admin == null ? 0 : admin.port();
  }

  /** How often each limit was hit. */
  public LimitCounters limits() {
    return parts.network().limits();
  }

  /** Where clients connect: {@code http://host:port}, or https. */
  public String url() {
    BrokerConfig config = parts.config();
    String scheme = config.tls().enabled() ? "https" : "http";
    return scheme + "://" + config.server().host() + ":" + port();
  }

  /**
   * Completes when every event loop and the writer have done what they had to do before this call:
   * a broker that stands still does not complete it.
   */
  public CompletionStage<Void> roundTrip() {
    return parts.drain().settled().minimalCompletionStage();
  }

  /** True while its disk is nearly full: it takes no new events, and does all else. */
  public boolean isReadOnly() {
    return parts.watch().isLow();
  }

  /** Its metrics, in the text format of Prometheus. Not for an event loop: it asks the disk. */
  public String metrics() {
    return parts.insight().metrics().scrape();
  }

  /** True when it leaves off serving: new connections are turned away. */
  public boolean isDraining() {
    return parts.drain().isBegun();
  }

  /**
   * Completes when the store has failed. The broker has then confirmed nothing that is not durable,
   * refuses every client, and does not recover by itself: close it and start another (P1).
   */
  public CompletionStage<Throwable> failure() {
    return parts.failStop().failure();
  }

  /**
   * Drains and stops: turns new connections away, answers what was submitted, closes the
   * connections gradually, and closes the store. What clients had not acknowledged is delivered
   * after the next start.
   *
   * @throws InterruptedException when the thread is interrupted meanwhile: then connections are
   *     closed at once, and all the rest as always
   */
  public void stop() throws InterruptedException {
    if (!parts.failStop().beginStop()) {
      return;
    }
    LOG.info("stopping: no new connections, {} open", parts.drain().open());
    try {
      parts.drain().begin("the broker is shutting down").get();
    } catch (ExecutionException e) {
      LOG.warn("connections did not close cleanly", e);
    } finally {
      closing.close();
    }
    LOG.info("stopped");
  }

  /** As {@link #stop()}; when the thread is interrupted meanwhile, that is noted on it. */
  @Override
  public void close() {
    try {
      stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
