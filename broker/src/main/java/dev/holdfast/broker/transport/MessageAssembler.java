package dev.holdfast.broker.transport;

import dev.holdfast.protocol.Bytes;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.http.WebSocketFrameType;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Makes whole messages of a WebSocket's frames, copying each byte once. Owner thread: the socket's
 * event loop.
 */
final class MessageAssembler {
  /**
   * One message.
   *
   * @param data its bytes, the reader's to keep
   * @param binary whether it came in binary frames
   */
  record Message(Bytes data, boolean binary) {}

  /** The message grew longer than allowed. */
  static final class TooLongException extends Exception {
    private static final long serialVersionUID = 1L;

    TooLongException() {
      super("message too long", null, false, false);
    }
  }

  private final int maxBytes;
  private @Nullable ByteArrayOutputStream parts;
  private boolean binary;

  MessageAssembler(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * The message this frame completes, or null.
   *
   * @throws TooLongException when the frames so far exceed the limit
   */
  @Nullable Message add(WebSocketFrame frame) throws TooLongException {
    WebSocketFrameType type = frame.type();
    if (!type.equals(WebSocketFrameType.CONTINUATION)) {
      binary = type.equals(WebSocketFrameType.BINARY);
      parts = null;
    }
    byte[] data = frame.binaryData().getBytes();
    int before = parts == null ? 0 : parts.size();
    if (data.length > maxBytes - before) {
      throw new TooLongException();
    }
    if (frame.isFinal() && parts == null) {
      return new Message(Bytes.of(data), binary);
    }
    if (parts == null) {
      parts = new ByteArrayOutputStream(data.length * 2);
    }
    parts.writeBytes(data);
    return frame.isFinal() ? complete(parts) : null;
  }

  private Message complete(ByteArrayOutputStream whole) {
    parts = null;
    return new Message(Bytes.of(whole.toByteArray()), binary);
  }
}
