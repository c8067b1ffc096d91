package dev.holdfast.client;

import java.util.List;

/**
 * How a session ended.
 *
 * @param reason as Socket.IO names it, such as {@code transport close} or {@code ping timeout}, or
 *     {@code taken over} by a newer session of its client
 * @param rooms the rooms it was in
 */
public record Disconnect(String reason, List<String> rooms) {
  /** Copies the list. */
  public Disconnect {
    rooms = List.copyOf(rooms);
  }
}
