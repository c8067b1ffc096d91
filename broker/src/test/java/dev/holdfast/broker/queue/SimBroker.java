package dev.holdfast.broker.queue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;

/**
 * One life of the broker's core between a start and a crash. Nothing runs by itself: each lane, the
 * writer and the page readers wait until the simulation lets them do one step.
 */
final class SimBroker {
  private static final int LANES = 3;
  private static final DedupSettings DEDUP =
      new DedupSettings(10_000, Simulation.EVENT_ID_WINDOW_MS);
  private static final int TAIL_BYTES = 2_500;
  private static final long SWEEP_INTERVAL_MS = 300;

  /** So few that much happens between what a sweep has seen and the last that it has found. */
  private static final int SWEPT_AT_A_TIME = 2;

  private static final RecoverySettings RECOVERY = new RecoverySettings(3_000, 3);

  private final Shard shard;
  private final Store store;
  private final List<Lane> lanes = new ArrayList<>();
  private final List<Deque<Runnable>> laneTasks = new ArrayList<>();
  private final SharedQueues sharedQueues;
  private final List<Runnable> pageReads = new ArrayList<>();

  /** Stands for the queue of {@link ShardWriter}. */
  private final Deque<Command> commands = new ArrayDeque<>();

  private final LongSupplier clock;
  private final Consumer<Command> submit;
  private final LongUnaryOperator marks;

  private boolean writerFailed;

  /** Starts on what the disk holds. */
  SimBroker(
      MemoryStore disk, Policies policies, Seams seams, Promises promises, LongSupplier clock) {
    this.clock = clock;
    long openedAtMs = clock.getAsLong();
    this.submit = seams.commands().apply(commands::add);
    this.marks = seams.marks();
    this.store = seams.store().apply(disk);
    View view = new View(store, DEDUP, seams.policies().apply(policies));
    promises.recovered(view.applied());
    ShardLog log =
        seams.log().apply(new RecordingLog(new LocalShardLog(store, view), promises, store));
    Sweeps sweeps =
        new Sweeps(
            store,
            new Sweep(seams.swept().apply(store), policies),
            pageReads::add,
            commands::add,
            SWEPT_AT_A_TIME);
    this.shard = new Shard(log, view, lanes, RECOVERY, new Sweeper(sweeps, SWEEP_INTERVAL_MS));
    shard.recover(openedAtMs, left -> List.of());
    PageReader reader = new PageReader(store);
    PageSource pages =
        (query, lane, onPage) ->
            pageReads.add(
                read(reader, query, lane, page -> onPage.accept(seams.pages().apply(page, lane))));
    for (int i = 0; i < LANES; i++) {
      Deque<Runnable> tasks = new ArrayDeque<>();
      laneTasks.add(tasks);
      Lane lane = new Lane(i, tasks::add, pages, log.end(), TAIL_BYTES);
      tasks.add(() -> lane.tick(openedAtMs));
      lanes.add(lane);
    }
    this.sharedQueues = new SharedQueues(lanes, new Submitting(), SimSession.LIMITS);
  }

  private static Runnable read(
      PageReader reader, PageQuery query, Lane lane, Consumer<PageRequest.Page> onPage) {
    return () -> {
      PageRequest.Page page = query.read(reader);
      lane.execute(() -> onPage.accept(page));
    };
  }

  /** Puts what is submitted where the writer takes it from. */
  private final class Submitting implements Submissions {
    @Override
    public void append(LogRecord record, Lane lane, Consumer<Applied> done) {
      submit(new Command.Append(record, lane, done));
    }

    @Override
    public void attach(LogRecord.Connect connect, Attachment session) {
      submit(new Command.Attach(connect, session));
    }

    @Override
    public void detach(ClientKey client, Attachment session, boolean forGood) {
      submit(new Command.Detach(client, session, forGood));
    }

    @Override
    public void whenProcessed(Lane lane, Runnable done) {
      submit(new Command.Barrier(lane, done));
    }
  }

  SharedQueues sharedQueues() {
    return sharedQueues;
  }

  /** The offsets of what a room keeps as the last of each name, as who joins it is shown them. */
  List<Long> retained(String name) {
    StreamName room = StreamName.room("/", name);
    byte[] number = store.get(Table.STREAMS, Keys.stream(room));
    if (number == null) {
      return List.of();
    }
    Membership nothingElse =
        new Membership(Keys.number(number, 0), room, Long.MAX_VALUE - 1, Membership.OPEN);
    PageRequest request =
        new PageRequest(
            "nobody",
            List.of(nothingElse),
            0,
            Long.MAX_VALUE - 1,
            1_000,
            1_000_000,
            PageRequest.End.OLDEST_AND_RETAINED);
    return new PageReader(store).read(request).events().stream().map(Event::offset).toList();
  }

  /** The rooms that a client is stored as a member of, sorted. */
  List<String> rooms(ClientKey client) {
    List<String> rooms = new StoredClients(store).rooms(client);
    return rooms == null ? List.of() : rooms;
  }

  Lane lane(int index) {
    return lanes.get(index % LANES);
  }

  int laneCount() {
    return LANES;
  }

  void submit(Command command) {
    submit.accept(command);
  }

  /** What a ping notes when all up to this offset has been handed over. */
  long mark(long handedOver) {
    return marks.applyAsLong(handedOver);
  }

  /** An operator purges a queue, or its oldest part: looked up now, done when it is applied. */
  void purge(ClientKey client, Random random, long nowMs) {
    long end = StoreState.of(store).applied();
    long upTo = random.nextBoolean() ? Long.MAX_VALUE : end - random.nextInt(20);
    LogRecord.Drop drop = new StoredClients(store).purge(client, upTo, nowMs);
    if (drop != null) {
      submit(new Command.Append(drop, lane(0), applied -> {}));
    }
  }

  int queued() {
    return commands.size();
  }

  boolean writerHasWork() {
    return !writerFailed && !commands.isEmpty();
  }

  /** The writer commits some of the commands that wait, as one group. */
  void write(Random random) {
    List<Command> group = new ArrayList<>();
    int count = 1 + random.nextInt(Math.min(commands.size(), 8));
    while (group.size() < count) {
      group.add(commands.remove());
    }
    try {
      shard.process(group, clock.getAsLong(), false);
    } catch (Store.StoreException e) {
      // Fail-stop: the writer is gone, the lanes go on until the process ends.
      writerFailed = true;
    }
  }

  boolean writerFailed() {
    return writerFailed;
  }

  boolean laneHasWork(int lane) {
    return !laneTasks.get(lane).isEmpty();
  }

  void runLane(int lane) {
    laneTasks.get(lane).remove().run();
  }

  boolean pagesWait() {
    return !pageReads.isEmpty();
  }

  /** One of the pages asked for is read, whichever. */
  void readPage(Random random) {
    pageReads.remove(random.nextInt(pageReads.size())).run();
  }
}
