package dev.holdfast.broker.queue;

import dev.holdfast.protocol.Bytes;
import java.util.ArrayList;
import java.util.List;

/** A log and view over a store in memory, with short words for the records tests append. */
final class TestLog {
  static final int DEDUP_WINDOW = 10;
  static final long EVENT_ID_WINDOW_MS = 1_000;
  static final DedupSettings DEDUP = new DedupSettings(DEDUP_WINDOW, EVENT_ID_WINDOW_MS);

  /** Away clients are given up after a second, and beyond two of them. */
  static final RecoverySettings RECOVERY = new RecoverySettings(1_000, 2);

  final MemoryStore store;
  final Policies policies;
  final View view;
  final LocalShardLog log;

  TestLog() {
    this(new MemoryStore());
  }

  TestLog(MemoryStore store) {
    this(store, Policies.NONE);
  }

  TestLog(MemoryStore store, Policies policies) {
    this.store = store;
    this.policies = policies;
    this.view = new View(store, DEDUP, policies);
    this.log = new LocalShardLog(store, view);
  }

  /** What is asked for one sweep has no answer, and so never asks again. */
  static Sweeper neverSweeps() {
    SweepSource nobody =
        new SweepSource() {
          @Override
          public void start(long nowMs, long openMs) {}

          @Override
          public void next() {}
        };
    return new Sweeper(nobody, 1);
  }

  /** The same store, opened by a process that remembers nothing. */
  TestLog reopened() {
    return new TestLog(store.afterProcessCrash(), policies);
  }

  Applied append(LogRecord record) {
    return appendAll(record).get(0);
  }

  /** In one commit. */
  List<Applied> appendAll(LogRecord... records) {
    return log.append(List.of(records)).applied();
  }

  /** The client as a session that connects now gets it. */
  ClientSnapshot connected(String client) {
    return ((Applied.Connected) append(connect(client))).client();
  }

  static LogRecord connect(String client) {
    return connect(client, LogRecord.Connect.LATEST, Lifetime.DURABLE);
  }

  /** Of a session that cannot be recovered. */
  static LogRecord.Connect connect(String client, long from, Lifetime lifetime) {
    SessionIdentity session = SessionIdentity.unrecoverable("sid of " + client);
    return new LogRecord.Connect(key(client), from, lifetime, session, null);
  }

  static LogRecord.Emit emit(String publisher, long seq, StreamName... targets) {
    return emit(publisher, seq, List.of(), targets);
  }

  static LogRecord.Emit emit(
      String publisher, long seq, List<String> except, StreamName... targets) {
    return emit(publisher, Audience.of(targets).except(except), EmitMarks.NONE.withSeq(seq));
  }

  static LogRecord.Emit emit(String publisher, Audience audience, EmitMarks marks) {
    return new LogRecord.Emit(key(publisher), 1, audience, marks, Content.of(Bytes.utf8("\"x\"")));
  }

  static LogRecord.Emit volatileTo(StreamName... targets) {
    return emit("p", Audience.of(targets), EmitMarks.ofVolatile());
  }

  static LogRecord join(String client, String room) {
    return new LogRecord.Join(key(client), room);
  }

  static LogRecord leave(String client, String room) {
    return new LogRecord.Leave(key(client), room);
  }

  static LogRecord.Ack ack(String client, long upTo, boolean receipted) {
    return new LogRecord.Ack(key(client), upTo, List.of(), receipted);
  }

  static StreamName room(String name) {
    return StreamName.room("/", name);
  }

  static StreamName inbox(String client) {
    return StreamName.inbox("/", client);
  }

  static ClientKey key(String client) {
    return new ClientKey("/", client);
  }

  /** The offsets of a client's queue, in pages of {@code pageEvents}. */
  List<Long> queue(ClientSnapshot client, int pageEvents) {
    List<Long> offsets = new ArrayList<>();
    long at = client.upTo();
    while (at < log.end()) {
      PageRequest.Page page = page(client, at, pageEvents);
      page.events().forEach(event -> offsets.add(event.offset()));
      at = page.scannedTo();
    }
    return offsets;
  }

  /** A lane that does and reads at once, from the end of the log on. */
  Lane lane() {
    PageReader pages = new PageReader(store);
    PageSource source = (query, to, reply) -> reply.accept(query.read(pages));
    return new Lane(0, Runnable::run, source, log.end(), 10_000);
  }

  PageRequest.Page page(ClientSnapshot client, long after, int pageEvents) {
    return new PageReader(store)
        .read(
            new PageRequest(
                client.key().clientId(),
                client.memberships(),
                after,
                log.end(),
                pageEvents,
                1_000_000));
  }
}
