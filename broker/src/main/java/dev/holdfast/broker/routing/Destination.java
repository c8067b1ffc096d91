package dev.holdfast.broker.routing;

import dev.holdfast.broker.queue.StreamName;
import org.jspecify.annotations.Nullable;

/** Where a route sends the plain emits of stock clients. */
public sealed interface Destination {
  /** All clients of the namespace, the sender included. */
  record Everyone() implements Destination {}

  /** All clients of the namespace but the sender. */
  record Others() implements Destination {}

  /** One stream: a room or the inbox of a client. */
  record One(StreamName.Kind kind, String name) implements Destination {}

  /** Nowhere: the sender is told that plain emits of this name are not taken. */
  record Reject() implements Destination {}

  /**
   * Reads the form it has in the configuration.
   *
   * @throws IllegalArgumentException with a message that says what would be right
   */
  static Destination parse(String text) {
    if (text.equals("everyone")) {
      return new Everyone();
    } else if (text.equals("others")) {
      return new Others();
    } else if (text.equals("reject")) {
      return new Reject();
    } else if (text.startsWith("room:")) {
      String room = text.substring("room:".length());
      return new One(StreamName.Kind.ROOM, legal(room, Names.checkRoom(room)));
    } else if (text.startsWith("client:")) {
      String client = text.substring("client:".length());
      return new One(StreamName.Kind.INBOX, legal(client, Names.checkClientId(client)));
    }
    throw new IllegalArgumentException(
        "'%s' is no destination; legal are everyone, others, room:NAME, client:ID and reject"
            .formatted(text));
  }

  private static String legal(String name, @Nullable String problem) {
    if (problem != null) {
      throw new IllegalArgumentException(problem);
    }
    return name;
  }
}
