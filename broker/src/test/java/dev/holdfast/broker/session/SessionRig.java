package dev.holdfast.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.limits.SessionLimits;
import dev.holdfast.broker.queue.Applied;
import dev.holdfast.broker.queue.Audience;
import dev.holdfast.broker.queue.ClientKey;
import dev.holdfast.broker.queue.Content;
import dev.holdfast.broker.queue.DedupSettings;
import dev.holdfast.broker.queue.EmitMarks;
import dev.holdfast.broker.queue.Lane;
import dev.holdfast.broker.queue.LogRecord;
import dev.holdfast.broker.queue.Policies;
import dev.holdfast.broker.queue.QueueCore;
import dev.holdfast.broker.queue.QueueReader;
import dev.holdfast.broker.queue.RecoverySettings;
import dev.holdfast.broker.queue.ShardWriter;
import dev.holdfast.broker.queue.StreamName;
import dev.holdfast.broker.routing.NamespaceRules;
import dev.holdfast.broker.routing.Namespaces;
import dev.holdfast.broker.routing.Routes;
import dev.holdfast.broker.security.Security;
import dev.holdfast.broker.storage.RocksStore;
import dev.holdfast.broker.storage.StorageSettings;
import dev.holdfast.protocol.Bytes;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Sessions on a real core and store, without sockets: the test's thread is the lane of them all.
 * What has come for the lane, a page or a commit, stays under way until the test waits for
 * something. Pages are small, and are read one after the other.
 */
final class SessionRig {
  static final int PAGE_EVENTS = 4;
  private static final long PATIENCE_SECONDS = 10;

  /** Follow-ups of follow-ups have come after so many rounds. */
  private static final int ROUNDS = 3;

  private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
  private final SessionDirectory directory = new SessionDirectory();
  private final AtomicInteger sids = new AtomicInteger();
  private final RocksStore store;
  private final QueueCore core;
  private final SocketServer server;

  /** Read by the writer, too. */
  private final AtomicLong nowMs = new AtomicLong(1_000_000);

  private SessionRig(Path dataDir, Security security) throws Exception {
    this.store = RocksStore.open(dataDir, new StorageSettings(16 << 20), () -> 1);
    this.core = new QueueCore(store, settings(nowMs::get), List.of(tasks::add), this::failed);
    this.server = new SocketServer(services(security));
  }

  /** Sessions that may do what {@code security} allows. */
  static SessionRig open(Path dataDir, Security security) throws Exception {
    SessionRig rig = new SessionRig(dataDir, security);
    rig.settle();
    return rig;
  }

  private static QueueCore.Settings settings(LongSupplier clock) {
    return new QueueCore.Settings(
        new ShardWriter.Settings(1 << 20, 1 << 20),
        new QueueReader.Limits(PAGE_EVENTS, 1 << 20, 100),
        1 << 20,
        new DedupSettings(10, 1_000),
        1,
        new RecoverySettings(1_000, 10),
        Policies.NONE,
        clock,
        3_600_000);
  }

  private SessionServices services(Security security) {
    NamespaceRules rules = NamespaceRules.of(Routes.toEveryone());
    return new SessionServices(
        core,
        new SessionSettings(new Namespaces(Map.of("/", rules)), 5_000, 100, 1_000, 200, 1_000),
        security,
        directory,
        SessionLimits.none(),
        (delayMs, task) -> () -> {},
        nowMs::get,
        () -> "sid-of-twenty-chars-" + sids.incrementAndGet(),
        new SessionInsight(SessionMetrics.NONE, 1, nowMs::get));
  }

  private void failed(Throwable failure) {
    tasks.add(
        () -> {
          throw new AssertionError("the core failed", failure);
        });
  }

  /** A client that has not connected yet. */
  FrameClient client() {
    return new FrameClient(this, server);
  }

  /** Has all sessions look at what they may do, as their lane does after a change. */
  void review() {
    directory.all().forEach(session -> session.standing().review());
  }

  /** Emits an event without arguments to rooms, and has it come to the lane. */
  void emit(String name, String... rooms) {
    List<StreamName> targets =
        List.of(rooms).stream().map(room -> StreamName.room("/", room)).toList();
    append(
        new LogRecord.Emit(
            ClientKey.anonymous("/", "p"),
            nowMs.get(),
            Audience.to(targets),
            EmitMarks.NONE,
            Content.of(Bytes.utf8("\"" + name + "\""))));
  }

  /** Appends a record, and has it come to the lane. */
  void append(LogRecord record) {
    AtomicReference<Applied> done = new AtomicReference<>();
    core.writer().append(record, lane(), done::set);
    until("the record is applied", () -> done.get() != null);
    assertThat(done.get()).isNotInstanceOf(Applied.Refused.class);
    settle();
  }

  /** The client may not be in a room any more. */
  void banish(String clientId, String room) {
    append(new LogRecord.Banish(new ClientKey("/", clientId), room, nowMs.get()));
  }

  /** Time passes. */
  void pass(long ms) {
    long now = nowMs.addAndGet(ms);
    core.writer().tick(now, now);
    settle();
  }

  /** Runs the lane until all is done that was submitted or is read, and what follows from it. */
  void settle() {
    AtomicInteger done = new AtomicInteger();
    for (int round = 1; round <= ROUNDS; round++) {
      int now = round;
      core.writer()
          .whenProcessed(lane(), () -> core.readDeadLetters(dead -> now, lane(), done::set));
      until("writer and reader have caught up", () -> done.get() == now);
    }
  }

  /** Runs what comes for the lane until something is so. */
  void until(String what, BooleanSupplier isSo) {
    while (!isSo.getAsBoolean()) {
      step(what);
    }
  }

  /** Runs one task that comes for the lane, which is to have something done. */
  void step(String what) {
    try {
      Runnable task = tasks.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(task).as(what).isNotNull();
      task.run();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private Lane lane() {
    return core.lanes().get(0);
  }

  /** Ends the core and closes the store. */
  void close() throws Exception {
    core.close();
    store.close();
  }
}
