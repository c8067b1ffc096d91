package dev.holdfast.broker.queue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which of a publisher's event ids were stored, and where: by this a resend is known and gets its
 * first position again (P5). Ids have no order, so that time is what bounds them: they stand in
 * generations, each one window long, and are looked for in the present one and the one before.
 * Those that are older go together, in one range delete.
 *
 * <pre>
 *   key generation, client, 16 octets of SHA-256(id)    value varint offset
 * </pre>
 *
 * A generation is named by the time it begins, so that a store whose window is changed forgets the
 * older ids and keeps none for ever. Owned by the shard writer.
 */
final class EventIdTable {
  private static final long NONE = Long.MIN_VALUE;

  private final Store store;
  private final long windowMs;
  private final MessageDigest sha256 = sha256();

  /** What the commit under way stored; the store does not show it yet. */
  private final Map<ByteBuffer, Long> pending = new HashMap<>();

  /** When the newest generation begins, milliseconds since 1970. */
  private long newest;

  /**
   * Over {@code store}.
   *
   * @param windowMs how long an id is known at least, in milliseconds
   */
  EventIdTable(Store store, long windowMs) {
    this.store = store;
    this.windowMs = windowMs;
    this.newest = newestStored();
  }

  private long newestStored() {
    byte[] last = Keys.eventId(Long.MAX_VALUE, 0, new byte[Keys.ID_DIGEST_BYTES]);
    byte[] first = Keys.eventId(0, 0, new byte[Keys.ID_DIGEST_BYTES]);
    try (Store.Scan scan = store.scan(Table.EVENT_IDS, first, last)) {
      scan.seekFloor(last);
      return scan.valid() ? Keys.number(scan.key(), 0) : NONE;
    }
  }

  /** Where the client's event of this id was stored, or null when it was not, or too long ago. */
  @Nullable Long find(ClientState client, String id, long timeMs) {
    byte[] digest = digest(id);
    long now = generation(timeMs);
    Long found = find(Keys.eventId(now, client.number, digest));
    return found == null && now >= windowMs
        ? find(Keys.eventId(now - windowMs, client.number, digest))
        : found;
  }

  private @Nullable Long find(byte[] key) {
    Long underWay = pending.get(ByteBuffer.wrap(key));
    if (underWay != null) {
      return underWay;
    }
    byte[] value = store.get(Table.EVENT_IDS, key);
    return value == null ? null : new ByteReader(value).varint();
  }

  /** Notes that the client's event of this id stands at {@code offset}. */
  void put(ClientState client, String id, long timeMs, long offset, Store.Batch batch) {
    long now = generation(timeMs);
    if (now > newest) {
      newest = now;
      prune(batch);
    }
    byte[] key = Keys.eventId(now, client.number, digest(id));
    pending.put(ByteBuffer.wrap(key), offset);
    batch.put(Table.EVENT_IDS, key, new ByteWriter(10).varint(offset).toArray());
  }

  private void prune(Store.Batch batch) {
    byte[] nobody = new byte[Keys.ID_DIGEST_BYTES];
    long oldestKept = Math.max(0, newest - windowMs);
    batch.deleteRange(
        Table.EVENT_IDS, Keys.eventId(0, 0, nobody), Keys.eventId(oldestKept, 0, nobody));
  }

  /**
   * When the generation of this time begins. A clock that is set back does not go back to earlier
   * generations: an id that was stored just now would not be looked for in them. Until the clock
   * has caught up, ids are known for longer.
   */
  private long generation(long timeMs) {
    return Math.max(newest, Math.max(0, timeMs - Math.floorMod(timeMs, windowMs)));
  }

  /** The commit stands. */
  void committed() {
    pending.clear();
  }

  /** What keys hold of an id, with more behind it. */
  static byte[] digestOf(String id) {
    return sha256().digest(id.getBytes(StandardCharsets.UTF_8));
  }

  private byte[] digest(String id) {
    return sha256.digest(id.getBytes(StandardCharsets.UTF_8));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
