package dev.holdfast.broker.queue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The keys of every table, byte by byte; {@code docs/storage-format.md} describes the same and
 * changes with it. Numbers are big-endian, so that keys order as the numbers do.
 */
final class Keys {
  /** META: offset applied last and the next free stream number. */
  static final byte[] STATE = {'s'};

  /** META: how many events wait for their time. */
  static final byte[] SCHEDULED_COUNT = {'d'};

  /** META: first byte of the keys that list anonymous clients. */
  private static final byte ANONYMOUS = 'a';

  private static final byte SEPARATOR = 0;

  /** SCHEDULED: first bytes of the keys by time and by offset. */
  private static final byte DUE = 'd';

  private static final byte SCHEDULED_AT = 'o';

  /** How much of an event id's digest stands in a key: no two ids ever share so much. */
  static final int ID_DIGEST_BYTES = 16;

  private Keys() {}

  /** CLIENTS: {@code namespace 0x00 clientId}. */
  static byte[] client(ClientKey key) {
    return joined(new byte[0], key.namespace(), key.clientId());
  }

  /** CLIENTS: before the first and after the last key of a namespace. */
  static byte[][] clientRange(String namespace) {
    byte[] first = joined(new byte[0], namespace, "");
    byte[] end = first.clone();
    end[end.length - 1]++;
    return new byte[][] {first, end};
  }

  /** The client named by a key of {@link #client}. */
  static ClientKey clientOf(byte[] key) {
    String[] names = names(key, 0);
    return new ClientKey(names[0], names[1]);
  }

  /** META: {@code 'a' namespace 0x00 clientId}. */
  static byte[] anonymous(ClientKey key) {
    return joined(new byte[] {ANONYMOUS}, key.namespace(), key.clientId());
  }

  /** META: before the first and after the last key of an anonymous client. */
  static byte[][] anonymousRange() {
    return new byte[][] {{ANONYMOUS}, {ANONYMOUS + 1}};
  }

  /** The client named by a key of {@link #anonymous}. */
  static ClientKey anonymousClient(byte[] key) {
    String[] names = names(key, 1);
    return new ClientKey(names[0], names[1]);
  }

  /** SESSIONS: {@code namespace 0x00 sid}. */
  static byte[] session(String namespace, String sid) {
    return joined(new byte[0], namespace, sid);
  }

  /** SESSIONS: before the first and after the last key; a namespace begins with a slash. */
  static byte[][] sessionRange() {
    return new byte[][] {{'/'}, {'/' + 1}};
  }

  /** The namespace and the sid of a key of {@link #session}. */
  static String[] namespaceAndSid(byte[] key) {
    return names(key, 0);
  }

  private static String[] names(byte[] key, int from) {
    int separator = from;
    while (key[separator] != SEPARATOR) {
      separator++;
    }
    return new String[] {
      new String(key, from, separator - from, StandardCharsets.UTF_8),
      new String(key, separator + 1, key.length - separator - 1, StandardCharsets.UTF_8)
    };
  }

  /**
   * STREAMS: {@code kind namespace 0x00 name}. Inboxes have no entry: they bear the client's
   * number.
   */
  static byte[] stream(StreamName name) {
    return joined(new byte[] {name.kind().code()}, name.namespace(), name.name());
  }

  /** STREAMS: before the first and after the last key of a room of a namespace. */
  static byte[][] roomRange(String namespace) {
    byte[] first = stream(StreamName.room(namespace, ""));
    byte[] end = first.clone();
    end[end.length - 1]++;
    return new byte[][] {first, end};
  }

  /** The name in a key of {@link #stream}. */
  static StreamName streamName(byte[] key) {
    String[] names = names(key, 1);
    return new StreamName(StreamName.Kind.of(key[0]), names[0], names[1]);
  }

  /** CURSORS: {@code client}. */
  static byte[] one(long first) {
    return ByteBuffer.allocate(8).putLong(first).array();
  }

  /** EVENTS: {@code stream, last offset}. PUBLISHED: {@code client, first sequence number}. */
  static byte[] two(long first, long second) {
    return ByteBuffer.allocate(16).putLong(first).putLong(second).array();
  }

  /** MEMBERS: {@code client, stream, joined}. */
  static byte[] three(long first, long second, long third) {
    return ByteBuffer.allocate(24).putLong(first).putLong(second).putLong(third).array();
  }

  /** EVENT_IDS: {@code generation, client, digest}, of which the first octets are taken. */
  static byte[] eventId(long generation, long client, byte[] digest) {
    return ByteBuffer.allocate(16 + ID_DIGEST_BYTES)
        .putLong(generation)
        .putLong(client)
        .put(digest, 0, ID_DIGEST_BYTES)
        .array();
  }

  /** SCHEDULED: {@code 'd' due, offset}. */
  static byte[] due(long dueMs, long offset) {
    return ByteBuffer.allocate(17).put(DUE).putLong(dueMs).putLong(offset).array();
  }

  /** SCHEDULED: after the last key of {@link #due}. */
  static byte[] dueEnd() {
    return new byte[] {DUE + 1};
  }

  /** When the event of a key of {@link #due} is due. */
  static long dueMs(byte[] key) {
    return numberBehind(key, 0);
  }

  /** Where the event of a key of {@link #due} was put. */
  static long dueOffset(byte[] key) {
    return numberBehind(key, 1);
  }

  /** SCHEDULED: {@code 'o' offset}. */
  static byte[] scheduledAt(long offset) {
    return ByteBuffer.allocate(9).put(SCHEDULED_AT).putLong(offset).array();
  }

  /** RETAINED: {@code stream}, then the event's name. */
  static byte[] retained(long stream, String name) {
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + text.length).putLong(stream).put(text).array();
  }

  /** The event's name in a key of {@link #retained}. */
  static String retainedName(byte[] key) {
    return new String(key, 8, key.length - 8, StandardCharsets.UTF_8);
  }

  /** RECEIPTS: {@code 'p' publisher, offset}. */
  static byte[] receipt(long publisher, long offset) {
    return ByteBuffer.allocate(17).put((byte) 'p').putLong(publisher).putLong(offset).array();
  }

  /** RECEIPTS: {@code 's' stream, offset}. */
  static byte[] receiptOf(long stream, long offset) {
    return ByteBuffer.allocate(17).put((byte) 's').putLong(stream).putLong(offset).array();
  }

  /** RECEIPTS: {@code 't' deadline, offset}. */
  static byte[] receiptDeadline(long deadlineMs, long offset) {
    return ByteBuffer.allocate(17).put((byte) 't').putLong(deadlineMs).putLong(offset).array();
  }

  /** The deadline in a key of {@link #receiptDeadline}. */
  static long receiptDeadlineMs(byte[] key) {
    return numberBehind(key, 0);
  }

  /** RECEIPTS: {@code 'd' offset}. */
  static byte[] receiptDecided(long offset) {
    return ByteBuffer.allocate(9).put((byte) 'd').putLong(offset).array();
  }

  /** The number at {@code index} (counted in numbers) behind the first octet of a key. */
  static long numberBehind(byte[] key, int index) {
    return ByteBuffer.wrap(key).getLong(1 + 8 * index);
  }

  /** The number at {@code index} (counted in numbers) of a key made of numbers. */
  static long number(byte[] key, int index) {
    return ByteBuffer.wrap(key).getLong(8 * index);
  }

  private static byte[] joined(byte[] head, String first, String second) {
    byte[] one = first.getBytes(StandardCharsets.UTF_8);
    byte[] two = second.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(head.length + one.length + 1 + two.length)
        .put(head)
        .put(one)
        .put(SEPARATOR)
        .put(two)
        .array();
  }
}
