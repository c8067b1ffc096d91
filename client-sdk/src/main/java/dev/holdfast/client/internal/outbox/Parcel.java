package dev.holdfast.client.internal.outbox;

import dev.holdfast.protocol.Bytes;
import java.util.List;

/**
 * An emit as it is kept: the packet but for its sequence number.
 *
 * @param head the elements of the packet's array up to where the number is put in
 * @param tail the rest of them
 * @param attachments the binary arguments
 */
public record Parcel(Bytes head, Bytes tail, List<Bytes> attachments) {
  /** Bytes it takes in a file. */
  long size() {
    long size = OutboxRecord.EMIT_OVERHEAD_BYTES + (long) head.length() + tail.length();
    for (Bytes attachment : attachments) {
      size += Integer.BYTES + (long) attachment.length();
    }
    return size;
  }

  /** The same without the larger arrays that its parts may be pieces of. */
  Parcel compact() {
    return new Parcel(
        head.compact(), tail.compact(), attachments.stream().map(Bytes::compact).toList());
  }
}
