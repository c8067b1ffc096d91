package dev.holdfast.it.table;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.it.rig.ClientLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** What one client has seen, however often its process was started. Thread-safe. */
final class Track {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final String client;

  /** Guarded by this, as all below: the numbers seen, a list for each connection. */
  private List<List<Integer>> connections = new ArrayList<>();

  private int last = -1;
  private boolean pingedSince = true;

  Track(String client) {
    this.client = client;
    connections.add(new ArrayList<>());
  }

  synchronized void add(ClientLog.Entry entry) {
    switch (entry.kind()) {
      case CONNECT, DISCONNECT -> connections.add(new ArrayList<>());
      case PING -> pingedSince = true;
      case EVENT -> event(entry.name(), entry.detail());
      case ERROR, TRANSPORT -> {
        // it tries again, or moves on
      }
    }
    notifyAll();
  }

  private void event(String name, JsonNode arguments) {
    if (name.equals(Crew.EVENT)) {
      last = arguments.path(0).asInt();
      connections.get(connections.size() - 1).add(last);
      pingedSince = false;
    }
  }

  synchronized void awaitNumber(int number) {
    await("number " + number, () -> last >= number);
  }

  /** Returns when a ping has followed the last event: the pong acknowledges all. */
  synchronized void awaitPing() {
    await("ping", () -> pingedSince);
  }

  synchronized List<List<Integer>> drain() {
    List<List<Integer>> drained = connections;
    connections = new ArrayList<>();
    connections.add(new ArrayList<>());
    return drained;
  }

  private void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      long leftMs = (deadline - System.nanoTime()) / 1_000_000;
      if (leftMs <= 0) {
        throw new AssertionError(
            "no %s for %s within %s, but %s".formatted(what, client, LIMIT, connections));
      }
      try {
        wait(leftMs);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while waiting for " + what, e);
      }
    }
  }
}
