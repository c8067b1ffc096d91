package dev.holdfast.broker.queue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** One connection of a simulated back-end: a member of its shared queue, with its whims. */
final class SharedMember implements QueueMember, SharedChecks.Holder {
  private final SimBackend backend;
  private final SharedLife life;
  private final Lane lane;
  private final int window;
  private final Seat seat;

  /** The rest of a batch, which its socket has not taken. */
  private final Deque<Delivery> pending = new ArrayDeque<>();

  /** Delivered and not acknowledged, in the order of delivery: whether it is a gap. */
  private final Map<Long, Boolean> held = new LinkedHashMap<>();

  /** Acknowledged, and the queue has not heard of it. */
  private List<Long> acknowledged = new ArrayList<>();

  /** Events among all that it has acknowledged, and that were not receipted. */
  private Set<Long> unreceipted = new HashSet<>();

  private List<String> rooms = List.of();
  private boolean attached;
  private boolean stopped;
  private boolean slow;

  /** It asks for a place. */
  SharedMember(SimBackend backend, SharedLife life, int window) {
    this.backend = backend;
    this.life = life;
    this.lane = life.anyLane();
    this.window = window;
    this.seat =
        life.queues()
            .join(
                new LogRecord.Connect(
                    backend.key(),
                    LogRecord.Connect.LATEST,
                    Lifetime.DURABLE,
                    SessionIdentity.unrecoverable(backend.nextSid()),
                    null),
                this);
  }

  @Override
  public String client() {
    return backend.key().clientId();
  }

  @Override
  public int limit() {
    return window;
  }

  boolean stopped() {
    return stopped;
  }

  /** Attached and not stopped. */
  boolean live() {
    return attached && !stopped;
  }

  /** Live, and it has nothing to do. */
  boolean isIdle() {
    return live() && pending.isEmpty() && held.isEmpty();
  }

  SimBackend backend() {
    return backend;
  }

  List<String> rooms() {
    return rooms;
  }

  // --- as the shared queue sees it ---

  @Override
  public Lane lane() {
    return lane;
  }

  @Override
  public int window() {
    return life.seams.window(window);
  }

  @Override
  public boolean strict() {
    return false;
  }

  @Override
  public void dropped(long offset) {
    throw new IllegalStateException("no attempt fails, but " + offset + " was given up");
  }

  @Override
  public void attached(ClientSnapshot client) {
    if (!stopped) {
      backend.checkAlone(this);
      attached = true;
      life.promises.attached(this, client);
    }
  }

  @Override
  public void roomsChanged(List<String> now) {
    rooms = now;
  }

  @Override
  public void fenced() {
    stop();
  }

  @Override
  public void take(List<Delivery> batch) {
    life.seams.take(this, batch);
  }

  /** A batch has come. */
  void receive(List<Delivery> batch) {
    if (!stopped) {
      Violation.unless(
          pending.isEmpty(), "BATCH", "%s got a batch before it had taken the last", this);
      pending.addAll(batch);
      pump();
    }
  }

  @Override
  public void takeVolatile(Event event) {
    if (live() && pending.isEmpty() && !slow) {
      life.promises.volatileDelivered(this, event);
    }
  }

  /** Its socket takes what it can. */
  private void pump() {
    if (pending.isEmpty()) {
      return;
    }
    while (!pending.isEmpty() && !slow) {
      deliver(pending.remove());
      slow = life.random.nextInt(30) == 0;
    }
    if (pending.isEmpty()) {
      seat.batchTaken();
    }
  }

  private void deliver(Delivery delivery) {
    Event event = delivery.event();
    long offset = event.offset();
    if (delivery.again() && !held.containsKey(offset)) {
      return;
    }
    if (event.gap() != null) {
      life.promises.gapTold(this, event, delivery.again());
    } else {
      life.promises.delivered(this, event, delivery.again());
    }
    held.put(offset, event.gap() != null);
  }

  // --- what it does ---

  void act(Random random) {
    int whim = random.nextInt(100);
    if (whim >= 97) {
      stop();
    } else if (attached) {
      act(random, whim);
    }
  }

  private void act(Random random, int whim) {
    if (whim < 60) {
      acknowledgeSome(random);
    } else if (whim < 72) {
      slow = !slow;
      pump();
    } else if (whim < 90) {
      seat.acknowledged(takeAcknowledged());
    } else if (whim < 94) {
      backend.changeRooms(life, lane, random);
    }
  }

  private long anyHeld(Random random) {
    return List.copyOf(held.keySet()).get(random.nextInt(held.size()));
  }

  private void acknowledgeSome(Random random) {
    if (!held.isEmpty()) {
      long chosen = anyHeld(random);
      if (random.nextBoolean()) {
        acknowledgeUpTo(chosen);
      } else {
        acknowledge(chosen);
      }
    }
    switch (random.nextInt(4)) {
      case 0 -> {}
      case 1 -> sendReceipted();
      default -> seat.acknowledged(takeAcknowledged());
    }
  }

  /** In the order of delivery. */
  private void acknowledgeUpTo(long offset) {
    for (long each : List.copyOf(held.keySet())) {
      acknowledge(each);
      if (each == offset) {
        return;
      }
    }
  }

  private void acknowledge(long offset) {
    boolean gap = held.remove(offset);
    acknowledged.add(offset);
    if (!gap) {
      unreceipted.add(offset);
    }
    life.promises.acknowledged(this, offset, gap);
  }

  private void sendReceipted() {
    Set<Long> events = unreceipted;
    unreceipted = new HashSet<>();
    life.seams.receipt(
        seat,
        takeAcknowledged(),
        () -> {
          if (!stopped) {
            life.promises.receipted(this, events);
          }
        });
  }

  private List<Long> takeAcknowledged() {
    List<Long> taken = acknowledged;
    acknowledged = new ArrayList<>();
    return taken;
  }

  /** Keeps up as one that wants everything does; false when there is nothing to do. */
  boolean keepUp() {
    boolean done = held.isEmpty() && acknowledged.isEmpty() && unreceipted.isEmpty();
    if (!live() || (!slow && done)) {
      return false;
    }
    slow = false;
    pump();
    List.copyOf(held.keySet()).forEach(this::acknowledge);
    sendReceipted();
    return true;
  }

  /** Its connection ended, or somebody else takes over: what it holds is others' to handle. */
  void stop() {
    if (!stopped) {
      List<Long> rest = List.copyOf(held.keySet());
      lost();
      pending.clear();
      seat.leave(life.seams.done(takeAcknowledged(), rest), null);
    }
  }

  /** The broker is gone. */
  void lost() {
    stopped = true;
    life.promises.stopped(this);
  }

  @Override
  public String toString() {
    return "a member of %s on lane %d".formatted(client(), lane.index());
  }
}
