package dev.holdfast.client;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** An event as it was delivered. Immutable; arguments are read when they are asked for. */
public interface Event {
  /** The name it was emitted under. */
  String name();

  /**
   * Where it stands; opaque, equal only to itself. The same event has the same position however
   * often it is delivered, so storing it with the application's own data finds duplicates. Empty
   * for an event that the broker does not keep.
   */
  String position();

  /** When the broker took it. */
  Instant time();

  /** The rooms it was emitted to, all of them; empty when it came to a client or to everyone. */
  List<String> rooms();

  /** The first of {@link #rooms()}: the room, for an event that was emitted to one. */
  default Optional<String> room() {
    return rooms().stream().findFirst();
  }

  /** The client that emitted it, if it had a name. */
  Optional<String> publisher();

  /** How many arguments it has. */
  int size();

  /**
   * The argument at {@code index}, bound by Jackson; {@code byte[].class} takes a binary argument.
   *
   * @throws IndexOutOfBoundsException when there is no such argument
   * @throws IllegalArgumentException when it cannot be bound to {@code type}, or is a JSON null
   */
  <T> T arg(int index, Class<T> type);

  /**
   * The argument's JSON as it was emitted; for a binary argument its placeholder.
   *
   * @throws IndexOutOfBoundsException when there is no such argument
   */
  String json(int index);

  /**
   * A binary argument's bytes, copied.
   *
   * @throws IndexOutOfBoundsException when there is no such argument
   * @throws IllegalArgumentException when it is not a binary one
   */
  byte[] binary(int index);
}
