package dev.holdfast.cli.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.io.IOException;
import java.util.List;

/**
 * Cuts what a broker sends into frames (RFC 6455, section 5.2): not masked, each a whole message.
 * Hands them on where they stand, as one copy in an array that it uses again. Owner: the
 * connection's event loop.
 */
final class FrameReader extends ByteToMessageDecoder {
  private static final int FINAL = 0x80;
  private static final int MASKED = 0x80;
  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;
  private static final int LENGTH_16_BITS = 126;
  private static final int LENGTH_64_BITS = 127;

  /** The largest payload that can be asked for, and what a broker puts around it. */
  private static final int MAX_MESSAGE_BYTES = 65 << 20;

  private final Client client;
  private byte[] message = new byte[0];

  FrameReader(Client client) {
    this.client = client;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object input) throws Exception {
    client.onRead();
    super.channelRead(ctx, input);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
    super.channelReadComplete(ctx);
    client.onTurnEnd();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    client.onWritable();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    super.channelInactive(ctx);
    client.lost("the connection was lost");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    client.lost("the connection failed: " + cause.getMessage());
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out)
      throws IOException {
    boolean whole;
    do {
      whole = frame(in);
    } while (whole);
  }

  /** False when the rest of the frame is still to come. */
  private boolean frame(ByteBuf in) throws IOException {
    int available = in.readableBytes();
    if (available < 2) {
      return false;
    }
    int start = in.readerIndex();
    int second = in.getUnsignedByte(start + 1);
    if ((second & MASKED) != 0) {
      throw new IOException("the broker sent a masked frame");
    }
    int headerBytes = second == LENGTH_16_BITS ? 4 : second == LENGTH_64_BITS ? 10 : 2;
    if (available < headerBytes) {
      return false;
    }
    long length =
        switch (headerBytes) {
          case 4 -> in.getUnsignedShort(start + 2);
          case 10 -> in.getLong(start + 2);
          default -> second;
        };
    if (length < 0 || length > MAX_MESSAGE_BYTES) {
      throw new IOException("the broker sent a frame of " + length + " bytes");
    }
    if (available < headerBytes + length) {
      return false;
    }
    in.skipBytes(headerBytes);
    take(in.getUnsignedByte(start), in, (int) length);
    return true;
  }

  private void take(int first, ByteBuf in, int length) throws IOException {
    if (message.length < length) {
      message = new byte[Math.max(length, 2 * message.length)];
    }
    in.readBytes(message, 0, length);
    switch (first) {
      case FINAL | TEXT -> client.onText(message, length);
      case FINAL | CLOSE -> client.lost("the broker closed the WebSocket");
      case FINAL | PING -> client.onWebSocketPing(message, length);
      case FINAL | PONG, FINAL | BINARY -> {} // nobody asked for one
      default -> throw new IOException("the broker sent a frame of kind " + first);
    }
  }
}
