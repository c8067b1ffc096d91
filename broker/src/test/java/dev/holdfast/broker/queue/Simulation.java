package dev.holdfast.broker.queue;

import dev.holdfast.broker.SteadyClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs the core with simulated clients, one step of one party at a time. Which step comes next is
 * drawn from the seed, and so is everything else: the same seed is the same run.
 */
final class Simulation implements SeededRuns.Run {
  private static final int DURABLE_CLIENTS = 5;
  private static final int ANONYMOUS_CLIENTS = 2;
  private static final int RECOVERABLE_CLIENTS = 3;

  /** How much time each step takes, for those who are away. */
  private static final long STEP_MS = 10;

  /** How far a clock is put forward at once: further than events live that expire. */
  private static final int MAX_JUMP_MS = 400;

  /** So late that no clock that is put back shows a time before 1970. */
  private static final long START_MS = 1_000_000_000;

  private static final int MAX_QUEUED = 40;

  /** A step takes a millisecond; at rest, each thousand steps, no emit waits for its confirm. */
  static final long EVENT_ID_WINDOW_MS = 1_500;

  /** Several sessions share the queue of this client. */
  static final ClientKey SHARED = new ClientKey("/", "shared");

  /** Short times, and so few attempts that some events use them up before they expire. */
  static final RedeliveryPolicy REDELIVERY = new RedeliveryPolicy(60, 10, 40, 2);

  /** How much time passes at rest before another look at what waits for it. */
  private static final long REST_MS = 50;

  /** After so much time in which nobody got anything there is nothing that waits for time alone. */
  private static final int MAX_IDLE = 20;

  /** A run that has not come to rest after this many further steps never will. */
  private static final int STEPS_TO_REST = 200_000;

  private final Random random;
  private final Seams seams;
  private final Policies policies;
  private final Promises promises;
  private final SimPermissions permissions = new SimPermissions();
  private final List<SimClient> clients = new ArrayList<>();
  private final List<SimSession> sessions = new ArrayList<>();
  private final SimMembers members;
  private MemoryStore disk = new MemoryStore();
  private SimBroker broker;
  private int anonymous;
  private int crashes;

  /** How far the clock on the wall was put forward, or back, in milliseconds. */
  private long jumpedMs;

  /** How much time has passed at rest, in milliseconds. */
  private long restedMs;

  /** The broker's: it begins anew when that starts again, not before what the disk says. */
  private SteadyClock clock = clock();

  /** The latest time that it has shown. */
  private long latest;

  /** A lane that lags, or behind the lanes the writer, whose disk is slow; and until when. */
  private int frozen;

  private long frozenUntil;
  private long steps;

  /** How often time has passed at rest since a client had something to do. */
  private int idle;

  Simulation(long seed, Seams seams) {
    this.random = new Random(seed);
    this.seams = seams;
    this.policies = SimPolicies.ofSeed(seed);
    this.promises = new Promises(policies, this::latestMs);
    this.members = new SimMembers(promises.shared(), this::timeMs, permissions);
    for (int i = 0; i < DURABLE_CLIENTS; i++) {
      clients.add(new SimClient("c" + i, Lifetime.DURABLE, promises, this::timeMs));
    }
    for (int i = 0; i < ANONYMOUS_CLIENTS; i++) {
      clients.add(newAnonymous(Lifetime.SESSION));
    }
    for (int i = 0; i < RECOVERABLE_CLIENTS; i++) {
      clients.add(newAnonymous(Lifetime.RECOVERABLE));
    }
    this.broker = new SimBroker(disk, policies, seams, promises, this::timeMs);
  }

  private SimClient newAnonymous(Lifetime lifetime) {
    return new SimClient("~" + anonymous++, lifetime, promises, this::timeMs);
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

  private SteadyClock clock() {
    LongSupplier wallMs = () -> passedMs() + jumpedMs;
    long latestMs = StoreState.of(disk).latestMs();
    return SteadyClock.after(latestMs, wallMs, () -> passedMs() * 1_000_000);
  }

  /** A step takes a millisecond. */
  private long passedMs() {
    return START_MS + steps + restedMs;
  }

  /** What time it is for the broker. */
  private long timeMs() {
    long now = clock.getAsLong();
    latest = Math.max(latest, now);
    return now;
  }

  /** What had expired by then may have been told as a gap. */
  private long latestMs() {
    return Math.max(latest, timeMs());
  }

  private void step() {
    steps++;
    int chance = random.nextInt(1_000);
    if (chance < 3 || (broker.writerFailed() && chance < 100)) {
      crash();
    } else if (chance < 6) {
      disk.failNextCommit(
          random.nextBoolean()
              ? MemoryStore.Failure.BEFORE_PERSISTING
              : MemoryStore.Failure.AFTER_PERSISTING);
    } else if (chance < 12) {
      frozen = random.nextInt(broker.laneCount() + 1);
      frozenUntil = steps + random.nextInt(200);
    } else if (chance < 32) {
      broker.submit(new Command.Tick(steps * STEP_MS, timeMs()));
    } else if (chance < 34) {
      purge();
    } else if (chance < 40) {
      changePermissions();
    } else if (chance < 42) {
      jumpedMs -= random.nextInt(MAX_JUMP_MS);
    } else if (chance < 350) {
      clientStep();
    } else if (chance < 420) {
      members.act(broker, random);
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
        if (broker.laneHasWork(party) && !isFrozen(party)) {
          broker.runLane(party);
          return true;
        }
      } else if (party == broker.laneCount()) {
        if (broker.writerHasWork() && !isFrozen(party)) {
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

  private boolean isFrozen(int party) {
    return party == frozen && steps <= frozenUntil;
  }

  private void clientStep() {
    int index = random.nextInt(clients.size());
    SimClient client = clients.get(index);
    // A client may connect again while its older session stands: takeover, or a contest.
    boolean again = client.identity() != null && random.nextInt(40) == 0;
    if (!client.connected() || again) {
      connect(present(index));
    } else if (broker.queued() < MAX_QUEUED) {
      client.act(random, clients);
    }
  }

  /** An operator purges the queue of one of those whose queues last. */
  private void purge() {
    SimClient client = clients.get(random.nextInt(clients.size()));
    boolean shared = random.nextInt(clients.size()) == 0;
    if (shared || client.lifetime() != Lifetime.SESSION) {
      broker.purge(shared ? SHARED : client.key(), random, timeMs());
    }
  }

  /** Sessions that stand look at their rooms when their lanes come to it. */
  private void changePermissions() {
    int index = random.nextInt(clients.size() + 1);
    ClientKey client = index == clients.size() ? SHARED : clients.get(index).key();
    String room = SimClient.ROOMS.get(random.nextInt(SimClient.ROOMS.size()));
    permissions.change(random, client.clientId(), room);
    sessions.forEach(session -> session.lane().execute(session::review));
    members.review();
  }

  /** The client at this place, or the one that came for it when it was over. */
  private SimClient present(int index) {
    SimClient client = clients.get(index);
    if (client.over()) {
      client = newAnonymous(client.lifetime());
      clients.set(index, client);
    }
    return client;
  }

  private void connect(SimClient client) {
    sessions.removeIf(SimSession::stopped);
    sessions.add(client.connect(broker, random, permissions, promises.records()));
  }

  private void crash() {
    crashes++;
    sessions.forEach(SimSession::lost);
    sessions.clear();
    members.lost();
    disk =
        random.nextBoolean()
            ? disk.afterProcessCrash()
            : disk.afterPowerLoss(random.nextInt(disk.unsyncedBatches() + 1));
    frozenUntil = 0;
    clock = clock();
    broker = new SimBroker(disk, policies, seams, promises, this::timeMs);
  }

  /**
   * All clients are there and keep up, until nothing is left to do: then nothing may be missing.
   */
  private void comeToRest() {
    crash();
    // Before clients expire, and theirs with them.
    checkDeadLetters();
    // So little that a resend still comes within the time for which an event id is known.
    jumpedMs += random.nextInt(3) == 0 ? random.nextInt(MAX_JUMP_MS) : 0;
    broker.submit(new Command.Tick(steps * STEP_MS, timeMs()));
    for (long left = STEPS_TO_REST; hasWork(); left--) {
      Violation.unless(left > 0, "REST", "the broker never comes to rest");
    }
    promises.publishers().checkNothingOverdue(timeMs());
    promises.publishers().checkReceipts(timeMs(), present());
    SimClient.ALL_ROOMS.forEach(
        room -> promises.publishers().checkRetained(room, broker.retained(room), latestMs()));
    for (SimClient client : clients) {
      if (client.lifetime() != Lifetime.SESSION) {
        promises.checkNothingMissed(client.key().clientId());
        promises
            .rooms()
            .checkStored(client.key().clientId(), broker.rooms(client.key()), permissions);
        Violation.unless(
            !client.waitsForConfirms(), "P1", "%s waits for a confirm for ever", client.key());
      }
    }
    promises.rooms().checkStored(SHARED.clientId(), broker.rooms(SHARED), permissions);
    List<Long> missed = promises.shared().missed();
    Violation.unless(missed.isEmpty(), "P2", "no member ever handled %s", missed);
    checkDeadLetters();
  }

  /** Those that are there at rest, and are remembered. */
  private Set<String> present() {
    return Stream.concat(
            clients.stream()
                .filter(client -> client.lifetime() != Lifetime.SESSION)
                .map(SimClient::key),
            Stream.of(SHARED))
        .map(ClientKey::clientId)
        .collect(Collectors.toSet());
  }

  private void checkDeadLetters() {
    for (SimClient client : clients) {
      if (client.lifetime() != Lifetime.SESSION) {
        promises.failures().checkDeadLetters(client.key().clientId(), deadLetters(client.key()));
      }
    }
    promises.failures().checkDeadLetters(SHARED.clientId(), deadLetters(SHARED));
  }

  private List<DeadLetter> deadLetters(ClientKey client) {
    DeadLetters.Page all = new DeadLetters(disk).read(client, 0, Integer.MAX_VALUE, 1L << 40);
    return all == null ? List.of() : all.letters();
  }

  private boolean hasWork() {
    boolean stepped = brokerStep();
    boolean worked = members.keepUp(broker, random);
    for (int i = 0; i < clients.size(); i++) {
      SimClient client = clients.get(i);
      SimSession live = client.liveSession();
      if (client.lifetime() != Lifetime.SESSION && !client.connected()) {
        connect(present(i));
        worked = true;
      } else if (live != null && live.holdsAny()) {
        live.acknowledgeAll();
        worked = true;
      }
    }
    idle = worked ? 0 : idle;
    return stepped || worked || timePasses();
  }

  /** Lets time pass if anything waits for nothing else. */
  private boolean timePasses() {
    boolean waiting =
        clients.stream()
                .map(SimClient::liveSession)
                .anyMatch(live -> live != null && live.waitsForTime())
            || !promises.shared().missed().isEmpty();
    if (waiting && idle++ < MAX_IDLE) {
      restedMs += REST_MS;
      broker.submit(new Command.Tick(steps * STEP_MS, timeMs()));
      return true;
    }
    return false;
  }

  long steps() {
    return steps;
  }

  @Override
  public String summary() {
    return "%d steps, %d records, %d deliveries, %d gaps, %d rooms retired, %d crashes"
        .formatted(
            steps,
            promises.records(),
            promises.deliveries(),
            promises.gapsTold(),
            promises.rooms().retired(),
            crashes);
  }
}
