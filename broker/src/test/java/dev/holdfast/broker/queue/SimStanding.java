package dev.holdfast.broker.queue;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Keeps a simulated session within the rooms that its client may be in, as a real one is kept. */
final class SimStanding {
  private final ClientKey client;
  private final SimPermissions permissions;
  private final LongSupplier clock;
  private final Consumer<LogRecord> append;

  /**
   * Of a session of this client.
   *
   * @param clock milliseconds on the wall
   * @param append has a record written down
   */
  SimStanding(
      ClientKey client,
      SimPermissions permissions,
      LongSupplier clock,
      Consumer<LogRecord> append) {
    this.client = client;
    this.permissions = permissions;
    this.clock = clock;
    this.append = append;
  }

  boolean mayBeIn(String room) {
    return permissions.mayBeIn(client.clientId(), room);
  }

  /** These are the client's rooms: it leaves those it may not be in. */
  void review(List<String> rooms) {
    for (String room : rooms) {
      if (!mayBeIn(room)) {
        append.accept(new LogRecord.Banish(client, room, clock.getAsLong()));
      }
    }
  }
}
