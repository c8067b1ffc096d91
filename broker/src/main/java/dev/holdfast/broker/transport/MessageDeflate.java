package dev.holdfast.broker.transport;

import dev.holdfast.broker.limits.Limit;
import dev.holdfast.protocol.Bytes;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Permessage-deflate (RFC 7692) for all WebSockets of one lane: every message is compressed by
 * itself, in both directions, so that no connection keeps a window of its own (some 300 kB). No
 * message is inflated beyond a limit.
 *
 * <p>Owner thread: the lane.
 */
final class MessageDeflate {
  /** What clients are answered that ask for it. */
  static final String AGREED =
      "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

  /**
   * What a client may ask for. Not a smaller window for what it is sent: zlib here has one size.
   */
  private static final Set<String> PARAMETERS =
      Set.of("server_no_context_takeover", "client_no_context_takeover", "client_max_window_bits");

  /** Ends every flush of zlib, and is left out on the wire. */
  private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};

  private static final int FIRST_ROOM_BYTES = 1024;

  /** What is no longer than this is no bomb, however small it was: repeated keys shrink well. */
  private static final int RATIO_FREE_BYTES = 64 << 10;

  private final Inflater inflater = new Inflater(true);
  private final int maxRatio;
  private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);

  /** Takes no long message that inflates to more than {@code maxRatio} times its length. */
  MessageDeflate(int maxRatio) {
    this.maxRatio = maxRatio;
  }

  /** True when one of the offers in a {@code Sec-WebSocket-Extensions} header can be agreed to. */
  static boolean isOffered(@Nullable String extensions) {
    return extensions != null
        && Arrays.stream(extensions.split(",")).anyMatch(MessageDeflate::isAcceptable);
  }

  private static boolean isAcceptable(String offer) {
    String[] parts = offer.toLowerCase(Locale.ROOT).split(";");
    return parts[0].strip().equals("permessage-deflate")
        && Arrays.stream(parts)
            .skip(1)
            .map(parameter -> parameter.split("=", 2)[0].strip())
            .allMatch(PARAMETERS::contains);
  }

  /**
   * A message as it was before it was compressed.
   *
   * @throws FrameViolation when it is no such thing, longer than the bound, or too many times as
   *     long as it was; found out before more than that is inflated
   */
  Bytes inflate(Bytes coded, MessageBound bound) throws FrameViolation {
    int maxBytes = bound.bytes();
    inflater.reset();
    inflater.setInput(coded.array(), coded.from(), coded.length());
    byte[] plain = new byte[room(FIRST_ROOM_BYTES + 2L * coded.length(), maxBytes)];
    int size = 0;
    boolean tailGiven = false;
    try {
      while (true) {
        size += inflater.inflate(plain, size, plain.length - size);
        if (size > maxBytes) {
          throw FrameViolation.tooBig(bound.limit(), "a message that inflates to one too long");
        }
        if (size > RATIO_FREE_BYTES && size > (long) maxRatio * coded.length()) {
          throw FrameViolation.tooBig(Limit.INFLATE_RATIO, "a message that inflates too far");
        }
        if (size == plain.length) {
          plain = Arrays.copyOf(plain, room(2L * plain.length, maxBytes));
        } else if (tailGiven || inflater.finished() || inflater.needsDictionary()) {
          return Bytes.of(plain, 0, size).compact();
        } else {
          tailGiven = true;
          inflater.setInput(TAIL);
        }
      }
    } catch (DataFormatException notDeflated) {
      throw new FrameViolation(Frames.INVALID_PAYLOAD, "a message that cannot be inflated");
    }
  }

  /** One byte more than allowed shows what is too long. */
  private static int room(long bytes, int maxBytes) {
    return (int) Math.min(bytes, maxBytes + 1L);
  }

  /** A message compressed. */
  byte[] deflate(byte[] plain) {
    deflater.reset();
    deflater.setInput(plain);
    byte[] coded = new byte[FIRST_ROOM_BYTES + plain.length / 2];
    int size = 0;
    while (true) {
      size += deflater.deflate(coded, size, coded.length - size, Deflater.SYNC_FLUSH);
      if (size < coded.length) {
        return Arrays.copyOf(coded, size - TAIL.length);
      }
      coded = Arrays.copyOf(coded, 2 * coded.length);
    }
  }
}
