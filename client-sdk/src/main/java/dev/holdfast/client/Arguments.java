package dev.holdfast.client;

/** What was sent with an event, or as the answer to one. Read when it is asked for. */
public interface Arguments {
  /** How many arguments there are. */
  int size();

  /**
   * The argument at {@code index}, bound by Jackson; {@code byte[].class} takes a binary argument.
   *
   * @throws IndexOutOfBoundsException when there is no such argument
   * @throws IllegalArgumentException when it cannot be bound to {@code type}, or is a JSON null
   */
  <T> T arg(int index, Class<T> type);

  /**
   * All of them, to be passed on as they are: {@code io.emit(event.name(), event.args())}. Each is
   * a new Jackson tree, a binary one a {@code byte[]}; binary data within a tree is a {@code
   * BinaryNode}.
   */
  Object[] args();

  /**
   * The argument's JSON as it was sent; for a binary argument its placeholder.
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
