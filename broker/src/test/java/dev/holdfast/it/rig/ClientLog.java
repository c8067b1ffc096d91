package dev.holdfast.it.rig;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Everything a driven client has seen, in order. Thread-safe. */
public final class ClientLog {
  /** What an entry is about. */
  public enum Kind {
    /** Connected to the namespace; the name is the sid, the detail holds {@code recovered}. */
    CONNECT,
    /** The name is the reason. */
    DISCONNECT,
    /** The CONNECT was refused or the transport failed; the name is the message. */
    ERROR,
    /** The name of the transport that is now in use. */
    TRANSPORT,
    /** The broker pinged: what the client sends from now on comes after its pong. */
    PING,
    /** An event; the detail is the array of its arguments. */
    EVENT
  }

  /**
   * One thing a client saw.
   *
   * @param ack number of the event's ack function where the client holds it, else 0
   */
  public record Entry(Kind kind, String name, JsonNode detail, long ack) {}

  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** Guarded by this. */
  private final List<Entry> entries = new ArrayList<>();

  private final Consumer<Entry> listener;

  /** Guarded by this. */
  private boolean closed;

  ClientLog(Consumer<Entry> listener) {
    this.listener = listener;
  }

  /**
   * Called before the client acknowledges: the listener is part of the handler.
   *
   * @return false when the client is dead and must not acknowledge
   */
  synchronized boolean add(Entry entry) {
    if (closed) {
      return false;
    }
    listener.accept(entry);
    entries.add(entry);
    notifyAll();
    return true;
  }

  /** The client is dead: nothing is added any more, and the listener is not called. */
  synchronized void close() {
    closed = true;
  }

  /** All entries so far. */
  public synchronized List<Entry> entries() {
    return List.copyOf(entries);
  }

  /** The arguments of every event of this name so far. */
  public List<JsonNode> events(String name) {
    return entries().stream().filter(isEvent(name)).map(Entry::detail).toList();
  }

  /** The first arguments of every event of this name so far, as text. */
  public List<String> texts(String name) {
    return events(name).stream().map(arguments -> arguments.path(0).asText()).toList();
  }

  /** Waits until {@code count} events of this name have come and returns the last of them. */
  public Entry awaitEvents(String name, int count) {
    return await(count + " of event " + name, isEvent(name), count);
  }

  /** Waits until the client has connected for the {@code count}th time. */
  public Entry awaitConnects(int count) {
    return await(count + " connects", entry -> entry.kind() == Kind.CONNECT, count);
  }

  /** Waits for the first entry of this kind. */
  public Entry awaitFirst(Kind kind) {
    return await(kind.name(), entry -> entry.kind() == kind, 1);
  }

  /** Waits until the client uses this transport. */
  public Entry awaitTransport(String name) {
    return await(
        "transport " + name,
        entry -> entry.kind() == Kind.TRANSPORT && entry.name().equals(name),
        1);
  }

  private static Predicate<Entry> isEvent(String name) {
    return entry -> entry.kind() == Kind.EVENT && entry.name().equals(name);
  }

  private synchronized Entry await(String what, Predicate<Entry> wanted, int count) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    List<Entry> found = entries.stream().filter(wanted).toList();
    while (found.size() < count) {
      long leftMs = (deadline - System.nanoTime()) / 1_000_000;
      if (leftMs <= 0) {
        throw new AssertionError("no " + what + " within " + LIMIT + ", but " + entries);
      }
      try {
        wait(leftMs);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while waiting for " + what, e);
      }
      found = entries.stream().filter(wanted).toList();
    }
    return found.get(count - 1);
  }
}
