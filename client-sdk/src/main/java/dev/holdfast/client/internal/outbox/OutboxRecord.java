package dev.holdfast.client.internal.outbox;

import dev.holdfast.protocol.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands in a segment of the outbox. The first octet of a record is its kind; numbers are
 * big-endian, of 8 octets unless it is said otherwise, and texts begin with their length in 4.
 *
 * <pre>
 *   0 header   "HFOX", version (1 octet), first ordinal, numbers from, first number, text identity
 *   1 emit     ordinal, text head, text tail, number of attachments (4), texts attachments
 *   2 done     from ordinal, to ordinal
 *   3 numbers  from ordinal, first number
 * </pre>
 *
 * Version 1 had no marks of what is synced, and is read and gone on with as it is.
 */
sealed interface OutboxRecord {
  int MAGIC = 0x48464F58;
  int VERSION = 2;

  /** The first with marks. */
  int MARKED_VERSION = 2;

  /** Of an emit without attachments and what frames it: kind, ordinal, three counts, frame. */
  int EMIT_OVERHEAD_BYTES = 1 + Long.BYTES + 3 * Integer.BYTES + 12;

  /**
   * The first of each segment.
   *
   * @param version of the format
   * @param first the ordinal of the first emit of this segment
   * @param numbers how emits were numbered when it was begun; null when none had been
   * @param identity whose outbox it is
   */
  record Header(int version, long first, @Nullable Numbers numbers, String identity)
      implements OutboxRecord {}

  /**
   * An emit.
   *
   * @param ordinal counts the emits of this outbox, from 1
   */
  record Emit(long ordinal, Parcel parcel) implements OutboxRecord {}

  /** These were answered for good; both ends belong to it. */
  record Done(long from, long to) implements OutboxRecord {}

  /** From this ordinal on emits are numbered one by one beginning with {@code seq}. */
  record Numbers(long from, long seq) implements OutboxRecord {}

  /** The bytes of a record. */
  static byte[] encode(OutboxRecord record) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      write(record, new DataOutputStream(bytes));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  private static void write(OutboxRecord record, DataOutputStream out) throws IOException {
    if (record instanceof Header header) {
      Numbers numbers = header.numbers();
      out.writeByte(0);
      out.writeInt(MAGIC);
      out.writeByte(header.version());
      out.writeLong(header.first());
      out.writeLong(numbers == null ? 0 : numbers.from());
      out.writeLong(numbers == null ? 0 : numbers.seq());
      write(Bytes.utf8(header.identity()), out);
    } else if (record instanceof Emit emit) {
      out.writeByte(1);
      out.writeLong(emit.ordinal());
      write(emit.parcel().head(), out);
      write(emit.parcel().tail(), out);
      out.writeInt(emit.parcel().attachments().size());
      for (Bytes attachment : emit.parcel().attachments()) {
        write(attachment, out);
      }
    } else if (record instanceof Done done) {
      out.writeByte(2);
      out.writeLong(done.from());
      out.writeLong(done.to());
    } else if (record instanceof Numbers numbers) {
      out.writeByte(3);
      out.writeLong(numbers.from());
      out.writeLong(numbers.seq());
    }
  }

  private static void write(Bytes text, DataOutputStream out) throws IOException {
    out.writeInt(text.length());
    out.write(text.array(), text.from(), text.length());
  }

  /**
   * Reads a record; null when it is none of this format.
   *
   * <p>Of a header of a later version nothing but that is read.
   */
  static @Nullable OutboxRecord decode(Bytes body) {
    ByteBuffer in = ByteBuffer.wrap(body.array(), body.from(), body.length());
    try {
      return switch (in.get()) {
        case 0 -> header(in);
        case 1 -> new Emit(in.getLong(), parcel(in));
        case 2 -> new Done(in.getLong(), in.getLong());
        case 3 -> new Numbers(in.getLong(), in.getLong());
        default -> null;
      };
    } catch (BufferUnderflowException tooShort) {
      return null;
    }
  }

  private static @Nullable Header header(ByteBuffer in) {
    if (in.getInt() != MAGIC) {
      return null;
    }
    int version = in.get();
    if (version < 1 || version > VERSION) {
      return new Header(version, 0, null, "");
    }
    long first = in.getLong();
    Numbers numbers = new Numbers(in.getLong(), in.getLong());
    return new Header(version, first, numbers.seq() == 0 ? null : numbers, text(in).toUtf8());
  }

  private static Parcel parcel(ByteBuffer in) {
    Bytes head = text(in);
    Bytes tail = text(in);
    List<Bytes> attachments = new ArrayList<>();
    for (int left = in.getInt(); left > 0; left--) {
      attachments.add(text(in));
    }
    return new Parcel(head, tail, List.copyOf(attachments));
  }

  private static Bytes text(ByteBuffer in) {
    int length = in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] text = new byte[length];
    in.get(text);
    return Bytes.of(text);
  }
}
