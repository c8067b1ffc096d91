package dev.holdfast.broker.queue;

/**
 * A row of MEMBERS, which says of one stretch how it ended. The key has the rest.
 *
 * <pre>
 *   varint offset it left at, 0 while a member | text room | octet 1 if banished, else nothing
 * </pre>
 */
final class MemberRow {
  private static final int BANISHED = 1;

  private MemberRow() {}

  static byte[] encode(Membership membership) {
    ByteWriter row = new ByteWriter(64);
    row.varint(membership.open() ? 0 : membership.left()).text(membership.name().name());
    if (membership.banished()) {
      row.octet(BANISHED);
    }
    return row.toArray();
  }

  static Membership decode(String namespace, byte[] key, byte[] value) {
    ByteReader in = new ByteReader(value);
    long left = left(in);
    StreamName room = StreamName.room(namespace, in.text());
    return new Membership(Keys.number(key, 1), room, Keys.number(key, 2), left, !in.atEnd());
  }

  /** Where the stretch ended, or {@link Membership#OPEN}. */
  static long left(byte[] value) {
    return left(new ByteReader(value));
  }

  private static long left(ByteReader in) {
    long left = in.varint();
    return left == 0 ? Membership.OPEN : left;
  }

  /** True when nothing of the stretch is the client's any more. */
  static boolean isBanished(byte[] value) {
    ByteReader in = new ByteReader(value);
    if (left(in) == Membership.OPEN) {
      return false;
    }
    in.skipBytes();
    return !in.atEnd();
  }
}
