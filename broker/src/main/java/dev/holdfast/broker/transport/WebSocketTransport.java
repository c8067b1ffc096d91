package dev.holdfast.broker.transport;

import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.engineio.EngineCodecException;
import dev.holdfast.protocol.engineio.EnginePacket;
import dev.holdfast.protocol.engineio.EngineReader;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.compression.DecompressionException;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.internal.http.WebSocketInternal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket. Its socket lives on the event loop that accepted it, which after an upgrade need
 * not be the session's: frames are decoded there and hop over as packets; what the session sends is
 * encoded on the session's lane and handed to the socket's event loop as one buffer.
 */
final class WebSocketTransport implements Transport {
  /** Its name in the {@code transport} query parameter. */
  static final String NAME = "websocket";

  private static final short NORMAL = 1000;
  private static final short TOO_BIG = 1009;

  /** How long a client may take to answer a close before its connection is cut. */
  private static final int CLOSE_GRACE_MS = 5_000;

  /** A client that sends more ping frames than this and reads nothing is cut off. */
  private static final int MAX_UNREAD_PONGS = 1_000;

  private final EngineLane lane;
  private final EngineLane socketLane;
  private final ServerWebSocket socket;
  private final ChannelHandlerContext channel;

  /** Whether the client has agreed to permessage-deflate. */
  private final boolean deflates;

  // Owner thread: the session's lane.
  private @Nullable Listener listener;
  private boolean closed;
  private boolean paused;

  /** What was on its way from the socket's event loop when reading was paused: one turn's worth. */
  private final Deque<EnginePacket> held = new ArrayDeque<>(0);

  private boolean gone;
  private long cutTimer = EngineLane.NO_TIMER;

  /** Answered while the socket was full. Owner thread: the socket's event loop. */
  private int unreadPongs;

  /**
   * Takes over a socket; called on its event loop as soon as it is open.
   *
   * @param lane the session's
   * @param socketLane the one that accepted the socket
   */
  WebSocketTransport(EngineLane lane, EngineLane socketLane, ServerWebSocket socket) {
    socketLane.assertOwner();
    this.lane = lane;
    this.socketLane = socketLane;
    this.socket = socket;
    this.channel = ((WebSocketInternal) socket).channelHandlerContext();
    this.deflates = BoundedDeflate.agreed(channel.pipeline());
    MessageAssembler assembler = new MessageAssembler(lane.settings().maxPayloadBytes());
    socket.frameHandler(frame -> read(assembler, frame));
    socket.exceptionHandler(this::failed);
    socket.closeHandler(ignored -> lane.run(this::socketGone));
  }

  /** Who hears from it from now on. */
  void listen(Listener next) {
    lane.assertOwner();
    listener = next;
    if (gone) {
      next.onTransportClosed(CloseReason.TRANSPORT_CLOSE);
    }
  }

  @Override
  public List<String> upgrades() {
    return List.of();
  }

  @Override
  public boolean ready() {
    return !closed;
  }

  /** TCP keeps the order and loses nothing in the middle. */
  @Override
  public boolean needsProof() {
    return false;
  }

  @Override
  public void send(List<EnginePacket> packets, int bytes) {
    lane.assertOwner();
    ChannelFuture written = write(packets);
    if (written.isDone()) {
      sent(bytes);
    } else {
      written.addListener(done -> lane.run(() -> sent(bytes)));
    }
  }

  /** One buffer for all; only what is to be compressed goes through the pipeline by itself. */
  private ChannelFuture write(List<EnginePacket> packets) {
    if (!deflates || packets.stream().noneMatch(this::isLarge)) {
      return channel.writeAndFlush(WebSocketFrames.encode(channel.alloc(), packets));
    }
    int from = 0;
    for (int i = 0; i < packets.size(); i++) {
      if (isLarge(packets.get(i))) {
        unflushed(WebSocketFrames.encode(channel.alloc(), packets.subList(from, i)));
        unflushed(WebSocketFrames.frame(channel.alloc(), packets.get(i)));
        from = i + 1;
      }
    }
    return channel.writeAndFlush(
        WebSocketFrames.encode(channel.alloc(), packets.subList(from, packets.size())));
  }

  /** What the last write of the batch says of its end holds for this one too. */
  private void unflushed(Object message) {
    var unused = channel.write(message);
  }

  private boolean isLarge(EnginePacket packet) {
    return packet.payload().length() >= lane.settings().compression().thresholdBytes();
  }

  @Override
  public void pauseReading() {
    lane.assertOwner();
    paused = true;
    socketLane.run(socket::pause);
  }

  @Override
  public void resumeReading() {
    lane.assertOwner();
    paused = false;
    while (!paused && !held.isEmpty()) {
      deliver(held.remove());
    }
    if (!paused) {
      socketLane.run(socket::resume);
    }
  }

  @Override
  public boolean close(CloseReason reason, List<EnginePacket> last) {
    lane.assertOwner();
    if (closed) {
      return true;
    }
    boolean orderly =
        reason == CloseReason.FORCED_CLOSE || reason == CloseReason.SERVER_SHUTTING_DOWN;
    if (orderly && !last.isEmpty()) {
      send(last, 0);
    }
    closed = true;
    cutTimer = lane.after(CLOSE_GRACE_MS, this::cut);
    if (reason == CloseReason.SERVER_SHUTTING_DOWN) {
      hangUp();
    } else {
      socketLane.run(() -> socket.close(NORMAL));
    }
    return true;
  }

  /**
   * Ends the connection behind what was sent, without a close frame. The client is to come back,
   * and the official Java client does not notice a close frame: it would wait for its ping timeout,
   * where a lost connection has it back at once.
   */
  private void hangUp() {
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> cut());
  }

  /** From here, not from the channel's end: there Vert.x would send a close frame first. */
  private void cut() {
    var unused = channel.close();
  }

  private void sent(int bytes) {
    if (listener != null && !closed) {
      listener.onSent(bytes);
    }
  }

  private void socketGone() {
    gone = true;
    lane.cancel(cutTimer);
    lost(CloseReason.TRANSPORT_CLOSE);
  }

  /** The client broke the protocol; a close frame is already on its way to it. */
  private void broken(CloseReason reason) {
    if (!gone && !closed) {
      cutTimer = lane.after(CLOSE_GRACE_MS, this::cut);
    }
    lost(reason);
  }

  private void lost(CloseReason reason) {
    if (!closed && listener != null) {
      closed = true;
      listener.onTransportClosed(reason);
    }
  }

  private void deliver(EnginePacket packet) {
    if (closed || listener == null) {
      return;
    }
    if (paused) {
      held.add(packet);
    } else {
      listener.onPacket(packet);
    }
  }

  // From here on: the socket's event loop.

  private void read(MessageAssembler assembler, WebSocketFrame frame) {
    if (frame.isPing()) {
      boundUnreadPongs();
    }
    if (!frame.isText() && !frame.isBinary() && !frame.isContinuation()) {
      return;
    }
    try {
      MessageAssembler.Message message = assembler.add(frame);
      if (message != null) {
        Bytes data = message.data();
        EnginePacket packet =
            message.binary() ? EnginePacket.binary(data) : EngineReader.packet(data);
        lane.run(() -> deliver(packet));
      }
    } catch (MessageAssembler.TooLongException tooLong) {
      socket.close(TOO_BIG);
      lane.run(() -> broken(CloseReason.TRANSPORT_ERROR));
    } catch (EngineCodecException malformed) {
      socket.close(NORMAL);
      lane.run(() -> broken(CloseReason.PARSE_ERROR));
    }
  }

  /** Vert.x has answered a ping frame, whether or not the client reads the answers. */
  private void boundUnreadPongs() {
    unreadPongs = channel.channel().isWritable() ? 0 : unreadPongs + 1;
    if (unreadPongs > MAX_UNREAD_PONGS) {
      cut();
    }
  }

  /** Only what breaks RFC 6455 matters here; a lost connection is told to the close handler. */
  private void failed(Throwable failure) {
    if (failure instanceof CorruptedWebSocketFrameException corrupted) {
      violated(corrupted.closeStatus());
    } else if (failure instanceof DecompressionException bomb) {
      violated(BoundedDeflate.closeStatus(bomb));
    }
  }

  private void violated(WebSocketCloseStatus status) {
    socket.close((short) status.code());
    lane.run(() -> broken(CloseReason.TRANSPORT_ERROR));
  }
}
