package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.List;

/** Reads the MEMBERS rows of one client. */
final class StoredMemberships {
  private StoredMemberships() {}

  /** Every stretch of a room that is stored of the client with this number. */
  static List<Membership> rooms(Store store, String namespace, long number) {
    List<Membership> rooms = new ArrayList<>();
    byte[] lower = Keys.one(number);
    try (Store.Scan scan = store.scan(Table.MEMBERS, lower, Keys.one(number + 1))) {
      for (scan.seek(lower); scan.valid(); scan.next()) {
        rooms.add(MemberRow.decode(namespace, scan.key(), scan.value()));
      }
    }
    return rooms;
  }
}
