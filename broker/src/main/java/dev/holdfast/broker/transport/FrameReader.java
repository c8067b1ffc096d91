package dev.holdfast.broker.transport;

import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.Utf8;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the frames of one client ({@link Frames} draws them) as they come, whole or in pieces. Each
 * byte of a message is copied once, from the socket's buffer into the message's own array, and
 * unmasked there. Nothing is kept between messages.
 *
 * <p>Owner thread: the socket's event loop.
 */
final class FrameReader {
  /** Hears what was read, within {@link FrameReader#read}. */
  interface Sink {
    /**
     * A whole message came; its bytes are the sink's to keep.
     *
     * @throws FrameViolation when it ends the connection
     */
    void onMessage(Bytes data, boolean binary) throws FrameViolation;

    /** A ping came, which is to be answered with a pong of the same payload. */
    void onPing(Bytes payload);

    /** The client closes; nothing follows. {@link Frames#NO_STATUS} where it says no reason. */
    void onClose(int status);
  }

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** A client that announces a long message gets no more room than this before it has sent it. */
  private static final int FIRST_ROOM_BYTES = 4096;

  private static final byte[] NOTHING = {};

  private final Supplier<MessageBound> bounds;
  private final @Nullable MessageDeflate deflate;
  private final Sink sink;

  /** The beginning of a frame whose header, or a control frame, has not come in full. */
  private @Nullable ByteBuf early;

  // The frame whose payload is being read.
  private int first;
  private int mask;
  private int missing;

  // The message it belongs to, in as many frames as it takes.
  private boolean inMessage;
  private boolean binary;
  private boolean compressed;
  private byte[] message = NOTHING;
  private int size;

  private boolean over;

  /** How many messages have ended. */
  private long messages;

  /**
   * A reader at the first frame.
   *
   * @param bounds asked for the longest message that is taken, inflated or not
   * @param deflate null where compression was not agreed on
   */
  FrameReader(Supplier<MessageBound> bounds, @Nullable MessageDeflate deflate, Sink sink) {
    this.bounds = bounds;
    this.deflate = deflate;
    this.sink = sink;
  }

  /**
   * Reads all there is. After a violation or a close frame it reads nothing any more.
   *
   * @throws FrameViolation when the client broke the protocol, or sent what the sink does not take
   */
  void read(ByteBuf in) throws FrameViolation {
    try {
      while (!over && in.isReadable()) {
        if (missing > 0) {
          payload(in);
        } else if (early != null || missingOfHead(in) > 0) {
          keep(in);
        } else {
          head(in);
        }
      }
    } catch (FrameViolation violation) {
      over = true;
      message = NOTHING;
      throw violation;
    }
  }

  /** Whether a frame or a message has begun, and its end has not come. */
  boolean isInside() {
    return !over && (inMessage || missing > 0 || early != null);
  }

  /** How many messages have come in full. */
  long messages() {
    return messages;
  }

  /** Adds to the early part of a frame, and reads it when it is complete. */
  private void keep(ByteBuf in) throws FrameViolation {
    ByteBuf part = early == null ? Unpooled.buffer(Long.BYTES) : early;
    early = part;
    int needed;
    while ((needed = missingOfHead(part)) > 0) {
      if (!in.isReadable()) {
        return;
      }
      part.writeBytes(in, Math.min(needed, in.readableBytes()));
    }
    early = null;
    head(part);
  }

  /** How many bytes at least are missing of a header, or of a control frame as a whole. */
  private static int missingOfHead(ByteBuf in) {
    int there = in.readableBytes();
    if (there < 2) {
      return 2 - there;
    }
    int start = in.readerIndex();
    int second = in.getUnsignedByte(start + 1);
    int length = second & Frames.LENGTH;
    int head = 2 + extraLengthBytes(length) + ((second & Frames.MASK) == 0 ? 0 : Frames.MASK_BYTES);
    boolean control = (in.getUnsignedByte(start) & Frames.CONTROL) != 0;
    int whole = control && length <= Frames.MAX_CONTROL_BYTES ? head + length : head;
    return Math.max(0, whole - there);
  }

  private static int extraLengthBytes(int length) {
    if (length < Frames.LENGTH_16_BITS) {
      return 0;
    }
    return length == Frames.LENGTH_16_BITS ? Short.BYTES : Long.BYTES;
  }

  private void head(ByteBuf in) throws FrameViolation {
    int head = in.readUnsignedByte();
    int second = in.readUnsignedByte();
    require((second & Frames.MASK) != 0, "a frame without mask");
    long length = second & Frames.LENGTH;
    if (length == Frames.LENGTH_16_BITS) {
      length = in.readUnsignedShort();
    } else if (length == Frames.LENGTH_64_BITS) {
      length = in.readLong();
    }
    require(length >= 0, "a negative length");
    int key = in.readInt();
    if ((head & Frames.CONTROL) != 0) {
      control(in, head, length, key);
    } else {
      data(head, length, key);
    }
  }

  private void control(ByteBuf in, int head, long length, int key) throws FrameViolation {
    require((head & Frames.FIN) != 0 && (head & Frames.RSV) == 0, "a bad control frame");
    require(length <= Frames.MAX_CONTROL_BYTES, "a long control frame");
    byte[] payload = new byte[(int) length];
    in.readBytes(payload);
    unmask(payload, 0, payload.length, key);
    switch (head & Frames.OPCODE) {
      case Frames.PING -> sink.onPing(Bytes.of(payload));
      case Frames.CLOSE -> close(Bytes.of(payload));
      default -> require((head & Frames.OPCODE) == Frames.PONG, "an unknown opcode");
    }
  }

  private void close(Bytes payload) throws FrameViolation {
    int status = Frames.NO_STATUS;
    if (!payload.isEmpty()) {
      require(payload.length() >= Short.BYTES, "a close frame with half a status");
      status = ((payload.at(0) & 0xff) << Byte.SIZE) | (payload.at(1) & 0xff);
      require(Frames.isStatus(status), "a close frame with a status that does not exist");
      if (!Utf8.isValid(payload.slice(Short.BYTES, payload.length()))) {
        throw new FrameViolation(Frames.INVALID_PAYLOAD, "a close frame whose reason is no text");
      }
    }
    over = true;
    sink.onClose(status);
  }

  private void data(int head, long length, int key) throws FrameViolation {
    int opcode = head & Frames.OPCODE;
    require(opcode <= Frames.BINARY, "an unknown opcode");
    require(inMessage == (opcode == Frames.CONTINUATION), "a frame out of its message's order");
    int rsv = head & Frames.RSV;
    require(rsv == 0 || (rsv == Frames.RSV1 && deflate != null && !inMessage), "a reserved bit");
    MessageBound bound = bounds.get();
    if (length > bound.bytes() - size) {
      throw FrameViolation.tooBig(bound.limit(), "a message too long");
    }
    if (!inMessage) {
      inMessage = true;
      binary = opcode == Frames.BINARY;
      compressed = rsv != 0;
    }
    first = head;
    mask = key;
    missing = (int) length;
    if (missing == 0) {
      frameEnds();
    }
  }

  private void payload(ByteBuf in) throws FrameViolation {
    int there = Math.min(missing, in.readableBytes());
    makeRoom(there);
    in.readBytes(message, size, there);
    unmask(message, size, there, mask);
    mask = Integer.rotateLeft(mask, Byte.SIZE * (there % Frames.MASK_BYTES));
    size += there;
    missing -= there;
    if (missing == 0) {
      frameEnds();
    }
  }

  /** The first frame's length at once if all of it is there, otherwise by doubling. */
  private void makeRoom(int there) {
    int needed = size + there;
    if (needed > message.length) {
      int ample = Math.max(needed, Math.max(2 * message.length, FIRST_ROOM_BYTES));
      message = Arrays.copyOf(message, Math.min(ample, size + missing));
    }
  }

  private void frameEnds() throws FrameViolation {
    if ((first & Frames.FIN) == 0) {
      return;
    }
    messages++;
    Bytes whole = Bytes.of(message, 0, size).compact();
    message = NOTHING;
    size = 0;
    inMessage = false;
    if (compressed && deflate != null) {
      whole = deflate.inflate(whole, bounds.get());
    }
    sink.onMessage(whole, binary);
  }

  private static void unmask(byte[] bytes, int from, int length, int key) {
    long twice = ((long) key << Integer.SIZE) | (key & 0xffff_ffffL);
    int i = 0;
    for (; i + Long.BYTES <= length; i += Long.BYTES) {
      LONGS.set(bytes, from + i, (long) LONGS.get(bytes, from + i) ^ twice);
    }
    for (; i < length; i++) {
      bytes[from + i] ^= (byte) (twice >>> (Long.SIZE - Byte.SIZE * (1 + i % Long.BYTES)));
    }
  }

  private static void require(boolean holds, String violation) throws FrameViolation {
    if (!holds) {
      throw new FrameViolation(Frames.PROTOCOL_ERROR, violation);
    }
  }
}
