package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Runs the core with back-ends whose members share their queues, one step of one party at a time.
 * Which step comes next is drawn from the seed, and so is everything else: the same seed is the
 * same run.
 */
final class SharedSimulation implements SeededRuns.Run {
  static final String NAMESPACE = "/";

  /** A back-end whose queue is there from the start, and one that comes to be when it connects. */
  static final String DECLARED = "b0";

  static final String NAMED = "b1";

  private static final int PUBLISHERS = 3;

  /** How much time each step takes, for those who are away. */
  private static final long STEP_MS = 10;

  private static final int MAX_JUMP_MS = 400;
  private static final int MAX_QUEUED = 40;

  /** A run that has not come to rest after this many further steps never will. */
  private static final int STEPS_TO_REST = 200_000;

  private final Random random;
  private final Seams seams;
  private final SharedSeams sharedSeams;
  private final QueueReader.Limits limits;
  private final SharedChecks promises = new SharedChecks(this::timeMs);

  /** Here it only looks whether what a crash leaves ends where a group did. */
  private final Promises ofLog = new Promises(Policies.NONE, this::timeMs);

  private final List<SimBackend> backends =
      List.of(new SimBackend(DECLARED, promises), new SimBackend(NAMED, promises));
  private final List<SimPublisher> publishers = new ArrayList<>();

  /** Connections that were opened, and whose CONNECT has not come yet. */
  private final List<SimSolo> arriving = new ArrayList<>();

  private MemoryStore disk = new MemoryStore();
  private SimBroker broker;
  private SharedLife life;
  private int crashes;

  /** How far the clock on the wall was put forward, in milliseconds. */
  private long jumpedMs;

  /** A lane that lags, and until when. */
  private int frozenLane;

  private long frozenUntil;
  private long steps;

  SharedSimulation(long seed, Seams seams, SharedSeams sharedSeams) {
    this.random = new Random(seed);
    this.seams = listened(seams, promises);
    this.sharedSeams = sharedSeams;
    this.limits = new QueueReader.Limits(2 + (int) (seed % 3), 900, 4);
    for (int i = 0; i < PUBLISHERS; i++) {
      publishers.add(new SimPublisher("p" + i, promises, this::timeMs));
    }
    start();
  }

  /** Has the promises hear of all that is appended, before it is. */
  private static Seams listened(Seams seams, SharedChecks promises) {
    return new Seams(
        seams.store(),
        log -> seams.log().apply(new ListeningLog(log, promises)),
        seams.policies(),
        seams.pages(),
        seams.swept(),
        seams.commands(),
        seams.marks());
  }

  private void start() {
    broker = new SimBroker(disk, Policies.NONE, seams, ofLog, this::timeMs);
    life = new SharedLife(broker, limits, promises, sharedSeams, random);
    ClientKey declared = new ClientKey(NAMESPACE, DECLARED);
    life.append(new LogRecord.Declare(declared), life.anyLane(), applied -> {});
  }

  /**
   * Goes on until {@code limit} steps have been made, then lets everything come to rest; returns
   * the deliveries.
   */
  @Override
  public long run(long limit) {
    while (steps < limit) {
      step();
      if (steps % 1_000 == 0) {
        comeToRest();
      }
    }
    comeToRest();
    return promises.deliveries();
  }

  /** What the clock on the wall shows: a step takes a millisecond. */
  private long timeMs() {
    return 1 + steps + jumpedMs;
  }

  private void step() {
    steps++;
    int chance = random.nextInt(1_000);
    if (chance < 2 || (broker.writerFailed() && chance < 100)) {
      crash();
    } else if (chance < 4) {
      disk.failNextCommit(
          random.nextBoolean()
              ? MemoryStore.Failure.BEFORE_PERSISTING
              : MemoryStore.Failure.AFTER_PERSISTING);
    } else if (chance < 14) {
      frozenLane = random.nextInt(broker.laneCount());
      frozenUntil = steps + random.nextInt(300);
    } else if (chance < 32) {
      broker.submit(new Command.Tick(steps * STEP_MS, timeMs()));
    } else if (chance < 350) {
      clientStep();
    } else {
      brokerStep();
    }
  }

  /** One of the broker's threads does its next piece of work; true when there was one. */
  private boolean brokerStep() {
    int parties = broker.laneCount() + 2;
    int first = random.nextInt(parties);
    for (int i = 0; i < parties; i++) {
      int party = (first + i) % parties;
      if (party < broker.laneCount()) {
        if (broker.laneHasWork(party) && (party != frozenLane || steps > frozenUntil)) {
          broker.runLane(party);
          return true;
        }
      } else if (party == broker.laneCount()) {
        if (broker.writerHasWork()) {
          broker.write(random);
          return true;
        }
      } else if (broker.pagesWait()) {
        broker.readPage(random);
        return true;
      }
    }
    return false;
  }

  private void clientStep() {
    int chance = random.nextInt(200);
    SimPublisher publisher = publishers.get(random.nextInt(publishers.size()));
    SimBackend backend = backends.get(random.nextInt(backends.size()));
    if (chance < 3) {
      arriving.add(backend.compete(life));
    } else if (chance < 20 && !arriving.isEmpty()) {
      arriving.remove(random.nextInt(arriving.size())).arrive();
    } else if (chance < 130) {
      backend.act(life, random);
    } else if (!publisher.connected() || chance < 133) {
      arriving.add(publisher.connect(life));
    } else if (broker.queued() < MAX_QUEUED) {
      publisher.act(life, backend, random);
    }
  }

  private void crash() {
    crashes++;
    arriving.clear();
    publishers.forEach(SimPublisher::lost);
    backends.forEach(SimBackend::lost);
    disk =
        random.nextBoolean()
            ? disk.afterProcessCrash()
            : disk.afterPowerLoss(random.nextInt(disk.unsyncedBatches() + 1));
    frozenUntil = 0;
    start();
  }

  /**
   * All clients are there and keep up, until nothing is left to do: then nothing may be missing.
   * Half of the time without a crash, which would put right what is wrong in memory.
   */
  private void comeToRest() {
    disk.failNextCommit(null);
    if (broker.writerFailed() || random.nextBoolean()) {
      crash();
    }
    frozenUntil = 0;
    jumpedMs += random.nextInt(3) == 0 ? random.nextInt(MAX_JUMP_MS) : 0;
    broker.submit(new Command.Tick(steps * STEP_MS, timeMs()));
    for (long left = STEPS_TO_REST; hasWork(); left--) {
      Violation.unless(left > 0, "REST", "the broker never comes to rest");
    }
    backends.forEach(SimBackend::checkAtRest);
    publishers.forEach(SimPublisher::checkAtRest);
  }

  private boolean hasWork() {
    boolean worked = brokerStep() || !arriving.isEmpty();
    List.copyOf(arriving).forEach(SimSolo::arrive);
    arriving.clear();
    for (SimBackend backend : backends) {
      worked |= backend.keepUp(life);
    }
    for (SimPublisher publisher : publishers) {
      if (!publisher.connected()) {
        publisher.connect(life).arrive();
        worked = true;
      }
    }
    return worked;
  }

  @Override
  public String summary() {
    return "%d steps, %s, %d crashes".formatted(steps, promises.summary(), crashes);
  }

  /** Tells the promises what is appended, before it is. */
  private static final class ListeningLog extends ForwardingLog {
    private final SharedChecks promises;

    ListeningLog(ShardLog log, SharedChecks promises) {
      super(log);
      this.promises = promises;
      promises.recovered(log.end());
    }

    @Override
    public Appended append(List<LogRecord> records) {
      promises.appending(log.end() + 1, records);
      return log.append(records);
    }
  }
}
