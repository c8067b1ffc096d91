package dev.holdfast.proof.net;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Many light clients, all members of one room, on one event loop. Thread-safe. */
public final class Fleet implements AutoCloseable {
  private record Connect(long begunNanos, long endedNanos) {}

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final Context loop = vertx.getOrCreateContext();
  private final WebSocketClient http =
      vertx.createWebSocketClient(new WebSocketClientOptions().setMaxConnections(100_000));
  private final List<Member> members = new ArrayList<>();
  private final AtomicInteger newest = new AtomicInteger(-1);
  private final AtomicInteger told = new AtomicInteger();

  /** Each connect that succeeded, in the order of their ends. Guarded by itself. */
  private final List<Connect> succeeded = new ArrayList<>();

  private final String room;
  private final Tally tally;
  private final int port;

  /**
   * Connects nothing yet.
   *
   * @param port of 127.0.0.1, the broker's or a proxy's
   * @param tally told of what the promises exclude
   */
  public Fleet(int port, String room, Tally tally) {
    this.port = port;
    this.room = room;
    this.tally = tally;
  }

  /**
   * Lets more clients in, all at once.
   *
   * @param mode how they acknowledge: auto, each or batch
   * @param keys further ones of the CONNECT payload, as {@code ,"key":value}
   */
  public void add(int count, String mode, String keys, Random random) {
    for (int i = 0; i < count; i++) {
      Member member = new Member(this, members.size(), mode, keys, new Random(random.nextLong()));
      members.add(member);
      loop.runOnContext(nothing -> member.connect());
    }
  }

  /** Waits until all have joined their room. */
  public void awaitJoined() {
    await("all have joined", Member::joined, 120);
  }

  /** Waits until all have had so many events, and are connected. */
  public void awaitReceived(int events, long seconds) {
    await("all have " + events, member -> member.received() >= events, seconds);
  }

  private void await(String what, Predicate<Member> reached, long seconds) {
    await(
        () -> what + ": " + members.stream().filter(reached).count() + " of " + members.size(),
        () -> members.stream().allMatch(reached),
        seconds);
  }

  /**
   * Waits for a condition.
   *
   * @param what says what is waited for, and how far it is
   */
  public static void await(Supplier<String> what, BooleanSupplier reached, long seconds) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (!reached.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("waited in vain for " + seconds + " s until " + what.get());
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }

  /** How many events the slowest has had. */
  public int leastReceived() {
    return members.stream().mapToInt(Member::received).min().orElse(0);
  }

  /** How often its clients were told that the broker stops, and when to come back. */
  public int toldOfRestart() {
    return told.get();
  }

  void told() {
    told.incrementAndGet();
  }

  /** How often its clients have been let in, the first time included. */
  public int connects() {
    synchronized (succeeded) {
      return succeeded.size();
    }
  }

  /** One of its clients is in, now. On the event loop. */
  void letIn(long begunNanos) {
    synchronized (succeeded) {
      succeeded.add(new Connect(begunNanos, System.nanoTime()));
    }
  }

  /**
   * By how many the broker exceeded a rate at most, in any stretch of time, in letting clients in.
   * Only those count that began and ended within the stretch: the rest may have been accepted
   * before or after it, as both sides are late on a busy machine.
   *
   * @param first leaves out so many, those that ended first
   */
  public double mostAbove(int perSecond, int first) {
    synchronized (succeeded) {
      List<Connect> connects = succeeded.subList(first, succeeded.size());
      return connects.stream()
          .mapToDouble(from -> mostAbove(perSecond, from.begunNanos(), connects))
          .max()
          .orElse(0);
    }
  }

  private static double mostAbove(int perSecond, long fromNanos, List<Connect> connects) {
    double most = 0;
    int count = 0;
    for (Connect connect : connects) {
      if (connect.begunNanos() >= fromNanos) {
        count++;
        double seconds = (connect.endedNanos() - fromNanos) / 1e9;
        most = Math.max(most, count - perSecond * seconds);
      }
    }
    return most;
  }

  /** The largest number that anybody has received; -1 for none. */
  public int newest() {
    return newest.get();
  }

  void received(int number) {
    newest.accumulateAndGet(number, Math::max);
  }

  /** All leave and stay away. */
  public void away() {
    loop.runOnContext(nothing -> members.forEach(Member::leave));
    await("all are away", member -> !member.connected(), 10);
  }

  /** All come back. */
  public void back() {
    loop.runOnContext(nothing -> members.forEach(Member::comeBack));
  }

  int port() {
    return port;
  }

  String room() {
    return room;
  }

  Tally tally() {
    return tally;
  }

  Vertx vertx() {
    return vertx;
  }

  WebSocketClient http() {
    return http;
  }

  @Override
  public void close() {
    loop.runOnContext(nothing -> members.forEach(Member::leave));
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }
}
