package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rooms as they are committed. Used on the {@link Inspector}'s thread. */
public final class StoredRooms {
  /**
   * So many clients are looked at for one answer: memberships are stored with the clients, so who
   * is in a small room of a large namespace takes several.
   */
  private static final int MAX_LOOKED_AT = 10_000;

  private final Store store;

  StoredRooms(Store store) {
    this.store = store;
  }

  /**
   * A room.
   *
   * @param stored what of it is stored, whoever still waits for it
   */
  public record Room(String name, StreamCount stored) {}

  /** The namespaces that anybody ever connected to, sorted. */
  public List<String> namespaces() {
    List<String> found = new ArrayList<>();
    byte[] lower = Keys.stream(StreamName.everyone("/"));
    byte[] upper = {(byte) (StreamName.Kind.EVERYONE.code() + 1)};
    try (Store.Scan streams = store.scan(Table.STREAMS, lower, upper)) {
      for (streams.seek(lower); streams.valid(); streams.next()) {
        found.add(Keys.streamName(streams.key()).namespace());
      }
    }
    return found.stream().sorted().toList();
  }

  /**
   * Lists rooms of a namespace by name.
   *
   * @param after a room; empty for from the first
   */
  public Listing<Room> list(String namespace, String after, int limit) {
    byte[][] range = Keys.roomRange(namespace);
    List<Room> found = new ArrayList<>();
    try (Store.Scan streams = store.scan(Table.STREAMS, range[0], range[1]);
        Store.Scan events = StreamCounts.scan(store)) {
      streams.seek(Keys.stream(StreamName.room(namespace, after)));
      for (; streams.valid(); streams.next()) {
        String name = Keys.streamName(streams.key()).name();
        if (name.equals(after)) {
          continue;
        }
        if (found.size() == limit) {
          return new Listing<>(found, found.get(limit - 1).name());
        }
        found.add(room(name, Keys.number(streams.value(), 0), events));
      }
    }
    return new Listing<>(found, null);
  }

  private static Room room(String name, long stream, Store.Scan events) {
    return new Room(name, StreamCounts.pending(events, stream, 0));
  }

  /** One room, or null when it is not in use: it has no members, and nothing of it is stored. */
  public @Nullable Room find(String namespace, String room) {
    byte[] number = number(namespace, room);
    if (number == null) {
      return null;
    }
    try (Store.Scan events = StreamCounts.scan(store)) {
      return room(room, Keys.number(number, 0), events);
    }
  }

  private byte @Nullable [] number(String namespace, String room) {
    return store.get(Table.STREAMS, Keys.stream(StreamName.room(namespace, room)));
  }

  /**
   * Lists the members of a room by name.
   *
   * @param after a client id; empty for from the first
   * @return null when the room is not known; else perhaps none, and where to go on
   */
  public @Nullable Listing<String> members(String namespace, String room, String after, int limit) {
    byte[] number = number(namespace, room);
    return number == null ? null : members(namespace, Keys.number(number, 0), after, limit);
  }

  private Listing<String> members(String namespace, long stream, String after, int limit) {
    byte[][] range = Keys.clientRange(namespace);
    List<String> found = new ArrayList<>();
    int lookedAt = 0;
    String last = after;
    try (Store.Scan clients = store.scan(Table.CLIENTS, range[0], range[1]);
        Store.Scan members = store.scan(Table.MEMBERS, new byte[0], Keys.one(-1))) {
      clients.seek(Keys.client(new ClientKey(namespace, after)));
      for (; clients.valid(); clients.next()) {
        String clientId = Keys.clientOf(clients.key()).clientId();
        if (clientId.equals(after)) {
          continue;
        }
        if (found.size() == limit || lookedAt == MAX_LOOKED_AT) {
          return new Listing<>(found, last);
        }
        if (isMember(members, ClientRow.decode(clients.value()).number(), stream)) {
          found.add(clientId);
        }
        last = clientId;
        lookedAt++;
      }
    }
    return new Listing<>(found, null);
  }

  /** The last stretch decides; the ones before it have ended. */
  private static boolean isMember(Store.Scan members, long client, long stream) {
    byte[] end = Keys.three(client, stream + 1, 0);
    for (members.seek(Keys.three(client, stream, 0), end); members.valid(); members.next()) {
      byte[] key = members.key();
      if (Keys.number(key, 0) != client || Keys.number(key, 1) != stream) {
        return false;
      }
      if (MemberRow.left(members.value()) == Membership.OPEN) {
        return true;
      }
    }
    return false;
  }
}
