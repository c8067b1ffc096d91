package dev.holdfast.protocol.socketio;

import dev.holdfast.protocol.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of a packet, known to be valid. When it is an array (events and answers), every element
 * can be taken out as the bytes it stood in. Immutable.
 */
public final class Payload {
  /** No JSON at all. */
  public static final Payload NONE = new Payload(Bytes.EMPTY, new int[0], 0, null, null);

  private final Bytes json;

  /** For an array: start of every element, then the index of the closing bracket. */
  private final int[] starts;

  private final int size;
  private final @Nullable String name;
  private final @Nullable String excess;

  /**
   * Made by {@link PayloadParser}.
   *
   * @param starts start of every element, then the index of the closing bracket; may be longer
   * @param excess see {@link #excess}
   */
  Payload(Bytes json, int[] starts, int size, @Nullable String name, @Nullable String excess) {
    this.json = json;
    this.starts = starts;
    this.size = size;
    this.name = name;
    this.excess = excess;
  }

  /**
   * Validates an array, as the payload of an event or an answer.
   *
   * @throws SocketProtocolException when it is not a JSON array
   */
  public static Payload ofArray(Bytes json) throws SocketProtocolException {
    return PayloadParser.parse(PacketType.ACK, json, 0);
  }

  /** The JSON text exactly as it stood on the wire. */
  public Bytes json() {
    return json;
  }

  /** True when there is no JSON at all. */
  public boolean isEmpty() {
    return json.isEmpty();
  }

  /** Number of elements of the array; 0 when it is no array. An event's name counts as one. */
  public int size() {
    return size;
  }

  /**
   * The event's name: the first element as text, a number as it was written.
   *
   * @throws IllegalStateException when the first element is neither text nor a number, which no
   *     event can have
   */
  public String name() {
    if (name == null) {
      throw new IllegalStateException("not an event");
    }
    return name;
  }

  /**
   * What about it is more than a broker takes from a client, though it is JSON: others are not to
   * be made to read it. In words that follow "it", or null when it is as it should be.
   */
  public @Nullable String excess() {
    return excess;
  }

  /** Everything between the outer brackets, without the white space around it. */
  public Bytes body() {
    return from(0);
  }

  /**
   * The element at {@code index}, as it stood on the wire, without the white space around it.
   *
   * @throws IndexOutOfBoundsException when there is no such element
   */
  public Bytes element(int index) {
    check(index, size - 1);
    int end = starts[index + 1];
    if (index + 1 < size) {
      end = trimmedEnd(end) - 1; // the comma
    }
    return json.slice(starts[index], trimmedEnd(end));
  }

  /**
   * The elements from {@code index} on, with the commas between them but not the closing bracket;
   * empty when {@code index} is {@link #size()}.
   *
   * @throws IndexOutOfBoundsException when the index is larger than that
   */
  public Bytes from(int index) {
    check(index, size);
    return size == index ? Bytes.EMPTY : json.slice(starts[index], trimmedEnd(starts[size]));
  }

  /**
   * The element at {@code index} read as text: a string unescaped, a number as it was written; null
   * when it is neither.
   *
   * @throws IndexOutOfBoundsException when there is no such element
   */
  public @Nullable String text(int index) {
    return index == 0 && name != null ? name : PayloadParser.scalarText(element(index));
  }

  private int trimmedEnd(int end) {
    int at = end;
    while (isSpace(json.at(at - 1))) {
      at--;
    }
    return at;
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }

  private static void check(int index, int last) {
    if (index < 0 || index > last) {
      throw new IndexOutOfBoundsException(index + " of " + (last + 1));
    }
  }
}
