package dev.holdfast.broker.transport;

import dev.holdfast.protocol.Bytes;
import java.io.ByteArrayOutputStream;

/** Frames as a client sends them, one after the other. */
final class ClientFrames {
  private static final byte[] KEY = {0x12, (byte) 0x9a, 0x7f, (byte) 0xe1};

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  ClientFrames text(String message) {
    return frame(Frames.FIN | Frames.TEXT, Bytes.utf8(message).toArray());
  }

  ClientFrames frame(int first, byte... payload) {
    out.write(first);
    if (payload.length < Frames.LENGTH_16_BITS) {
      out.write(Frames.MASK | payload.length);
    } else if (payload.length <= 0xffff) {
      out.write(Frames.MASK | Frames.LENGTH_16_BITS);
      length(payload.length, Short.BYTES);
    } else {
      out.write(Frames.MASK | Frames.LENGTH_64_BITS);
      length(payload.length, Long.BYTES);
    }
    out.writeBytes(KEY);
    for (int i = 0; i < payload.length; i++) {
      out.write(payload[i] ^ KEY[i % KEY.length]);
    }
    return this;
  }

  /** Any bytes, as they are. */
  ClientFrames raw(int... bytes) {
    for (int next : bytes) {
      out.write(next);
    }
    return this;
  }

  private void length(long length, int bytes) {
    for (int shift = Byte.SIZE * (bytes - 1); shift >= 0; shift -= Byte.SIZE) {
      out.write((int) (length >>> shift));
    }
  }

  byte[] bytes() {
    return out.toByteArray();
  }
}
