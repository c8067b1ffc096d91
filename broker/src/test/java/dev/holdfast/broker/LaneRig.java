package dev.holdfast.broker;

import dev.holdfast.broker.bench.TempDirectory;
import dev.holdfast.broker.config.BrokerConfig;
import dev.holdfast.broker.limits.SessionLimits;
import dev.holdfast.broker.queue.Lane;
import dev.holdfast.broker.queue.QueueCore;
import dev.holdfast.broker.security.Security;
import dev.holdfast.broker.session.SessionDirectory;
import dev.holdfast.broker.session.SessionInsight;
import dev.holdfast.broker.session.SessionMetrics;
import dev.holdfast.broker.session.SessionServices;
import dev.holdfast.broker.session.SocketServer;
import dev.holdfast.broker.storage.RocksStore;
import dev.holdfast.broker.storage.StorageSettings;
import dev.holdfast.broker.transport.FrameSink;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Core and sessions on a real store, without sockets: the thread that uses it is the lane that all
 * sessions are on. For benchmarks.
 */
final class LaneRig {
  private final TempDirectory directory;
  private final RocksStore store;
  private final QueueCore core;
  private final SocketServer server;
  private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();

  /** A second lane, without sessions, which runs on the writer's thread: to know where that is. */
  private final Lane besideWriter;

  private LaneRig(TempDirectory directory) throws Exception {
    this.directory = directory;
    BrokerConfig config =
        TestBrokers.config(directory.path(), TestBrokers.NO_PING_MS, TestBrokers.NO_PING_MS);
    StorageSettings storage = new StorageSettings(config.storage().memoryBudgetBytes());
    this.store = RocksStore.open(directory.path(), storage, () -> 1);
    this.core =
        new QueueCore(
            store,
            BrokerSettings.core(config, System::currentTimeMillis),
            List.of(tasks::add, Runnable::run),
            Throwable::printStackTrace);
    this.besideWriter = core.lanes().get(1);
    this.server =
        new SocketServer(
            new SessionServices(
                core,
                BrokerSettings.sessions(config),
                Security.OFF,
                new SessionDirectory(),
                SessionLimits.none(),
                (delayMs, task) -> () -> {},
                System::currentTimeMillis,
                new RandomIds(),
                new SessionInsight(
                    SessionMetrics.NONE, core.lanes().size(), System::currentTimeMillis)));
  }

  /** An empty one in a directory of its own. */
  static LaneRig open() throws Exception {
    return new LaneRig(TempDirectory.create());
  }

  /** A client that has connected. */
  LaneClient connect(String clientId, String ackMode) throws InterruptedException {
    FrameSink connection = new FrameSink();
    LaneClient client = new LaneClient(connection, server.open(connection, FrameSink.handshake()));
    client.connect(clientId, ackMode);
    settle();
    return client;
  }

  /** Has all that is submitted in {@code submissions} come to the lane in one commit. */
  void inOneCommit(Runnable submissions) throws InterruptedException {
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch submitted = new CountDownLatch(1);
    core.writer().whenProcessed(besideWriter, () -> hold(held, submitted));
    held.await();
    submissions.run();
    submitted.countDown();
    CountDownLatch committed = new CountDownLatch(1);
    core.writer().whenProcessed(besideWriter, committed::countDown);
    committed.await();
  }

  /** The writer takes everything that has queued meanwhile as one group. */
  private static void hold(CountDownLatch held, CountDownLatch submitted) {
    held.countDown();
    try {
      submitted.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Runs what waits for the lane. */
  void runLane() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  /** Runs the lane until everything submitted so far, and what follows from it, is done. */
  void settle() throws InterruptedException {
    runLane();
    AtomicBoolean done = new AtomicBoolean();
    core.writer().whenProcessed(core.lanes().get(0), () -> done.set(true));
    while (!done.get()) {
      tasks.take().run();
    }
    runLane();
  }

  /** Ends the writer and deletes the store. */
  void close() throws Exception {
    core.close();
    store.close();
    directory.delete();
  }
}
