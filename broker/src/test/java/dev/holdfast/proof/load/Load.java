package dev.holdfast.proof.load;

import dev.holdfast.proof.history.Histories;
import dev.holdfast.proof.history.History;
import dev.holdfast.proof.history.HistoryWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Clients of every kind at work on one broker, which may be killed and started again on its port as
 * often as one likes. What they note is left in a directory.
 */
public final class Load implements AutoCloseable {
  private static final List<String> ROOMS = List.of("R0", "R1", "R2");
  private static final List<Role> ROLES = roles();
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(30);
  private static final long LOOK_AGAIN_NANOS = 5_000_000;

  private final Path directory;
  private final List<History> past;
  private final List<LoadClient> clients;

  /** Set once, by any thread. */
  private volatile boolean givenUp;

  private Load(Path directory, List<History> past, List<LoadClient> clients) {
    this.directory = directory;
    this.past = past;
    this.clients = clients;
  }

  private static List<Role> roles() {
    return List.of(
        new Role("batch", Role.Mode.BATCH, ROOMS, false, Role.Resends.NEVER),
        new Role("churn", Role.Mode.BATCH, ROOMS, true, Role.Resends.NEVER),
        new Role("each", Role.Mode.EACH, ROOMS, true, Role.Resends.NEVER),
        new Role("auto", Role.Mode.AUTO, List.of("R0"), false, Role.Resends.NEVER),
        new Role("offset", Role.Mode.OFFSET, List.of("R0", "R1"), true, Role.Resends.NEVER),
        new Role("seq", Role.Mode.BATCH, List.of("R2"), false, Role.Resends.BY_SEQUENCE),
        new Role("id", Role.Mode.EACH, List.of(), false, Role.Resends.BY_ID));
  }

  /** New clients, which begin their histories; returns when all have connected. */
  public static Load start(int port, Path directory, long seed) throws IOException {
    return begin(port, directory, seed, List.of());
  }

  /** Clients that go on with these histories. */
  public static Load resume(int port, Path directory, long seed, List<History> histories)
      throws IOException {
    return begin(port, directory, seed, histories);
  }

  private static Load begin(int port, Path directory, long seed, List<History> histories)
      throws IOException {
    Files.createDirectories(directory);
    Random random = new Random(seed);
    List<String> names = ROLES.stream().map(Role::client).toList();
    List<LoadClient> clients =
        ROLES.stream()
            .map(
                role -> {
                  HistoryWriter writer = HistoryWriter.append(directory, role.client(), 0);
                  Past past = past(role, histories);
                  Targets targets = new Targets(ROOMS, names, new Random(random.nextLong()));
                  return new LoadClient(role, port, writer, past, targets);
                })
            .toList();
    clients.forEach(LoadClient::start);
    Load load = new Load(directory, histories, clients);
    long deadline = System.nanoTime() + CONNECT_LIMIT.toNanos();
    if (!load.waitUntil(deadline, () -> clients.stream().allMatch(LoadClient::isKnown))) {
      load.close();
      throw new AssertionError("not every client could connect " + load.failures());
    }
    return load;
  }

  private static Past past(Role role, List<History> histories) {
    return histories.stream()
        .filter(history -> history.client().equals(role.client()))
        .findFirst()
        .map(history -> Past.of(role, history))
        .orElseGet(() -> Past.none(role.rooms()));
  }

  /** All publishers together emit so many events a second. */
  public Load rate(double perSecond) {
    List<LoadClient> publishers = publishers();
    publishers.forEach(client -> client.emits().rate(perSecond / publishers.size()));
    return this;
  }

  /**
   * Ends the load and gives the broker every chance to deliver what it owes: until all that was
   * emitted is confirmed and every client has got the end of its streams, or the limit is over.
   *
   * @return all histories
   */
  public List<History> finish(Duration limit) throws IOException {
    settle(System.nanoTime() + limit.toNanos());
    return stop();
  }

  private void settle(long deadline) {
    clients.forEach(LoadClient::drain);
    waitUntil(deadline, () -> clients.stream().allMatch(LoadClient::isQuiet));
    List<String> names = ROLES.stream().map(Role::client).toList();
    LoadClient publisher = publishers().get(0);
    Ends.of(ROOMS, names).forEach((body, target) -> publisher.emits().emitLast(target, body));
    if (!waitUntil(deadline, () -> clients.stream().allMatch(LoadClient::isSettled))) {
      List<String> waiting =
          clients.stream().filter(c -> !c.isSettled()).map(c -> c.role().client()).toList();
      System.out.println("proof: not settled in time: " + waiting);
    }
  }

  /** Waits no longer for anything: the broker is gone. Any thread. */
  public void giveUp() {
    givenUp = true;
  }

  /**
   * Stops the clients where they are, whatever is missing.
   *
   * @return all histories
   */
  public List<History> stop() throws IOException {
    close();
    return histories();
  }

  @Override
  public void close() {
    clients.forEach(LoadClient::close);
  }

  private List<History> histories() throws IOException {
    List<String> failures = failures();
    if (!failures.isEmpty()) {
      throw new AssertionError(failures.toString());
    }
    return Histories.after(past, Histories.read(directory));
  }

  private List<String> failures() {
    return clients.stream()
        .filter(client -> client.failure() != null)
        .map(client -> client.role() + ": " + client.failure())
        .toList();
  }

  private List<LoadClient> publishers() {
    return clients.stream()
        .filter(client -> client.role().resends() != Role.Resends.NEVER)
        .toList();
  }

  private boolean waitUntil(long deadline, BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline || givenUp) {
        return false;
      }
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
    return true;
  }
}
