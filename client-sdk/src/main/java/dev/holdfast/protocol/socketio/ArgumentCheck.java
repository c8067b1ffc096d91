package dev.holdfast.protocol.socketio;

import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.JsonScanner;
import dev.holdfast.protocol.JsonScanner.MalformedJsonException;

/**
 * Checks what an application wants to send by the rules of the {@link SocketPacketReader} at the
 * other end, which closes the connection for what breaks them: a client that sends such a packet
 * again after each loss of its connection would never get past it.
 */
public final class ArgumentCheck {
  /** How deep an argument may be nested: it stands in the array of its packet. */
  public static final int MAX_DEPTH = SocketPacketReader.MAX_TAKEN_DEPTH - 1;

  private ArgumentCheck() {}

  /**
   * Checks arguments.
   *
   * @param elements the elements of the packet's array, in UTF-8
   * @param attachments how many binary ones there are, each with one placeholder
   * @throws IllegalArgumentException saying what is wrong
   */
  public static void check(Bytes elements, int attachments) {
    if (elements.isEmpty()) {
      return;
    }
    JsonScanner in = new JsonScanner(elements, MAX_DEPTH);
    int[] found = {0};
    Placeholders placeholders = Placeholders.of(attachments, () -> found[0]++);
    try {
      do {
        if (attachments == 0) {
          in.skip();
        } else {
          placeholders.skip(in);
        }
      } while (in.take(','));
      in.expectEnd();
    } catch (MalformedJsonException malformed) {
      throw new IllegalArgumentException(
          "an argument is nested deeper than " + MAX_DEPTH + " levels, or is no JSON", malformed);
    } catch (SocketProtocolException beyond) {
      throw forged();
    }
    if (attachments > 0 && found[0] > attachments) {
      throw forged();
    }
  }

  private static IllegalArgumentException forged() {
    return new IllegalArgumentException(
        "an argument holds {\"_placeholder\":true}, which stands for binary data, beside some");
  }
}
