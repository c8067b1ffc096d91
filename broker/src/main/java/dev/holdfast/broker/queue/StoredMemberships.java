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
        ByteReader in = new ByteReader(scan.value());
        long left = left(in);
        rooms.add(
            new Membership(
                Keys.number(scan.key(), 1),
                StreamName.room(namespace, in.text()),
                Keys.number(scan.key(), 2),
                left));
      }
    }
    return rooms;
  }

  /** Where the membership ended: what a row begins with. */
  static long left(ByteReader in) {
    long left = in.varint();
    return left == 0 ? Membership.OPEN : left;
  }
}
