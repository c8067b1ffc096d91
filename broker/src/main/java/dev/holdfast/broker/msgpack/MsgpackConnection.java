package dev.holdfast.broker.msgpack;

import dev.holdfast.broker.transport.CloseReason;
import dev.holdfast.broker.transport.EngineConnection;
import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.socketio.SocketPacket;
import dev.holdfast.protocol.socketio.SocketPacketReader;
import dev.holdfast.protocol.socketio.SocketProtocolException;
import org.jspecify.annotations.Nullable;

/**
 * A connection as the sessions see it: what they send as text and attachments leaves as one binary
 * message. Owned by its lane.
 */
final class MsgpackConnection implements EngineConnection {
  private final EngineConnection connection;
  private final LastPacket last;

  /** Puts together what the sessions send; they send nothing it would refuse. */
  private final SocketPacketReader packets = new SocketPacketReader();

  /** The text whose attachments are still to come. */
  private @Nullable Bytes awaiting;

  /** How many attachments are to come that were sent already. */
  private int toSkip;

  private boolean closed;

  MsgpackConnection(EngineConnection connection, LastPacket last) {
    this.connection = connection;
    this.last = last;
  }

  /** True when the sessions have closed it. */
  boolean isClosed() {
    return closed;
  }

  @Override
  public void authenticated() {
    connection.authenticated();
  }

  @Override
  public void sendText(Bytes utf8) {
    if (last.is(utf8)) {
      connection.sendBinary(last.message());
      toSkip = last.attachments();
      return;
    }
    awaiting = utf8;
    try {
      send(packets.onText(utf8));
    } catch (SocketProtocolException e) {
      throw new IllegalStateException("the broker's own packet", e);
    }
  }

  @Override
  public void sendBinary(Bytes data) {
    if (toSkip > 0) {
      toSkip--;
      return;
    }
    try {
      send(packets.onBinary(data));
    } catch (SocketProtocolException e) {
      throw new IllegalStateException("the broker's own attachment", e);
    }
  }

  private void send(@Nullable SocketPacket whole) {
    Bytes text = awaiting;
    if (whole != null && text != null) {
      awaiting = null;
      connection.sendBinary(last.write(text, whole));
    }
  }

  @Override
  public void close(CloseReason reason) {
    closed = true;
    connection.close(reason);
  }

  @Override
  public String id() {
    return connection.id();
  }

  @Override
  public void flush() {
    connection.flush();
  }

  @Override
  public boolean writable() {
    return connection.writable();
  }

  @Override
  public boolean readable() {
    return connection.readable();
  }

  @Override
  public void ping() {
    connection.ping();
  }

  @Override
  public void pingBehind() {
    connection.pingBehind();
  }

  @Override
  public void pauseReading() {
    connection.pauseReading();
  }

  @Override
  public void resumeReading() {
    connection.resumeReading();
  }
}
