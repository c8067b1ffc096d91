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

  /** META: first byte of the keys that list anonymous clients. */
  private static final byte ANONYMOUS = 'a';

  private static final byte SEPARATOR = 0;

  private Keys() {}

  /** CLIENTS: {@code namespace 0x00 clientId}. */
  static byte[] client(ClientKey key) {
    return joined(new byte[0], key.namespace(), key.clientId());
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
    int separator = 1;
    while (key[separator] != SEPARATOR) {
      separator++;
    }
    return new ClientKey(
        new String(key, 1, separator - 1, StandardCharsets.UTF_8),
        new String(key, separator + 1, key.length - separator - 1, StandardCharsets.UTF_8));
  }

  /**
   * STREAMS: {@code kind namespace 0x00 name}. Inboxes have no entry: they bear the client's
   * number.
   */
  static byte[] stream(StreamName name) {
    return joined(new byte[] {name.kind().code()}, name.namespace(), name.name());
  }

  /** CURSORS: {@code client}. */
  static byte[] one(long first) {
    return ByteBuffer.allocate(8).putLong(first).array();
  }

  /** EVENTS: {@code stream, first offset}. PUBLISHED: {@code client, first sequence number}. */
  static byte[] two(long first, long second) {
    return ByteBuffer.allocate(16).putLong(first).putLong(second).array();
  }

  /** MEMBERS: {@code client, stream, joined}. */
  static byte[] three(long first, long second, long third) {
    return ByteBuffer.allocate(24).putLong(first).putLong(second).putLong(third).array();
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
