package dev.holdfast.cli.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.engineio.EngineCodecException;
import dev.holdfast.protocol.engineio.OpenPacket;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket that speaks Engine.IO and Socket.IO, as one client after the other. What is written
 * in one turn of the event loop leaves as one buffer with one flush. Owner: its event loop.
 */
final class Client {
  private static final byte[] PONG = {'3'};
  private static final byte[] LEAVE = {'4', '1'};
  private static final byte[] EVENT = {'4', '2'};
  private static final byte[] ANSWER = {'4', '3'};
  private static final int WEBSOCKET_PONG = 10;
  private static final int FIRST_BUFFER_BYTES = 256;

  /** Beyond this a turn's writes leave before its end. */
  private static final int FLUSH_BYTES = 1 << 16;

  /** What an emit has around its payload, at most. */
  private static final int EMIT_OVERHEAD_BYTES = 512;

  private final Loop loop;
  private final Run run;
  private final Role role;
  private @Nullable Channel channel;
  private @Nullable ByteBuf pending;
  private boolean entered;
  private boolean closed;
  private long readAt;

  /** Waits for its channel. */
  Client(Loop loop, Run run, Role role) {
    this.loop = loop;
    this.run = run;
    this.role = role;
  }

  /** Its channel exists, connected or not. */
  void attach(Channel channel) {
    this.channel = channel;
  }

  /** When the bytes under consideration were read, by the run's clock. */
  long readAt() {
    return readAt;
  }

  /** Becomes this client; {@link Role#onEntered} follows. */
  void enter(String clientId, Acking ack) {
    String token = run.settings().target().token();
    String shown = token == null ? "" : ",\"token\":\"" + token + "\"";
    String auth = "40{\"clientId\":\"" + clientId + "\",\"ack\":\"" + ack + "\"" + shown + "}";
    loop.frames().text().put(auth.getBytes(US_ASCII));
    end();
  }

  /** Whether the broker has answered {@link #enter}. */
  boolean isEntered() {
    return entered;
  }

  /** Ends the client's session; the connection stays for another. */
  void leave() {
    entered = false;
    loop.frames().text().put(LEAVE);
    end();
  }

  /** Sends a verb that is to be answered. */
  void request(long id, String body) {
    event(id).put(body.getBytes(US_ASCII));
    end();
  }

  /** Begins an event that is to be answered. {@link #end} ends it. */
  FrameWriter event(long id) {
    return loop.frames().text().put(EVENT).decimal(id);
  }

  /** Begins an event without an answer. */
  FrameWriter event() {
    return loop.frames().text().put(EVENT);
  }

  /** Calls an ack function, without arguments. */
  void answer(long id) {
    loop.frames().text().put(ANSWER).decimal(id).put(new byte[] {'[', ']'});
    end();
  }

  /** Ends what was begun. */
  void end() {
    Channel open = channel;
    if (closed || open == null) {
      return;
    }
    if (pending == null) {
      pending = open.alloc().buffer(FIRST_BUFFER_BYTES);
    }
    loop.frames().end(pending);
    if (pending.readableBytes() >= FLUSH_BYTES) {
      flush();
    }
  }

  void flush() {
    ByteBuf batch = pending;
    if (batch != null && channel != null) {
      pending = null;
      var unused = channel.writeAndFlush(batch, channel.voidPromise());
    }
  }

  /** False while the socket has more than it can take. */
  boolean writable() {
    return !closed && channel != null && channel.isWritable();
  }

  /** Sends what is pending and closes; the role hears nothing more. */
  void close() {
    flush();
    shut();
  }

  /** The connection is over, or could not be made. */
  void lost(String reason) {
    if (!closed) {
      shut();
      role.onLost(reason);
    }
  }

  private void shut() {
    closed = true;
    if (pending != null) {
      pending.release();
      pending = null;
    }
    if (channel != null) {
      var unused = channel.close();
    }
  }

  void onRead() {
    readAt = run.nanos();
  }

  void onTurnEnd() {
    if (!closed) {
      role.onTurnEnd(this);
      flush();
    }
  }

  void onWritable() {
    if (!closed) {
      role.onWritable(this);
    }
  }

  void onWebSocketPing(byte[] data, int length) {
    loop.frames().begin(WEBSOCKET_PONG).put(data, length);
    end();
  }

  /** One Engine.IO packet. */
  void onText(byte[] message, int length) {
    if (closed || length == 0) {
      return;
    }
    switch (message[0]) {
      case '4' -> onMessage(message, length);
      case '2' -> onPing();
      case '0' -> onHandshake(Bytes.of(message, 1, length));
      case '6' -> {} // means nothing, by definition
      default -> lost("the broker ended the connection");
    }
  }

  private void onPing() {
    loop.frames().text().put(PONG);
    end();
    role.onPing(this);
  }

  private void onHandshake(Bytes json) {
    try {
      int most = OpenPacket.fromJson(json).maxPayloadBytes() - EMIT_OVERHEAD_BYTES;
      int wanted = run.settings().load().payloadBytes();
      if (wanted > most) {
        lost("it takes payloads of up to " + most + " bytes (server.maxPayloadBytes)");
      } else {
        role.onOpen(this);
      }
    } catch (EngineCodecException malformed) {
      lost("this does not speak Engine.IO: " + json);
    }
  }

  private void onMessage(byte[] message, int length) {
    switch (length == 1 ? 0 : message[1]) {
      case '0' -> {
        entered = true;
        role.onEntered(this);
      }
      case '1' -> lost("the broker ended the session, perhaps for a newer one of the same client");
      case '2' -> {
        if (entered) {
          role.onEvent(this, message, length);
        }
      }
      case '3' -> onAnswer(message, length);
      case '4' -> lost(Refusal.ofConnect(Bytes.of(message, 2, length)));
      default -> {} // binary, which no bench event is
    }
  }

  private void onAnswer(byte[] message, int length) {
    long id = 0;
    int at = 2;
    while (at < length && message[at] >= '0' && message[at] <= '9') {
      id = id * 10 + (message[at++] - '0');
    }
    if (entered) {
      role.onAnswer(this, id, Bytes.of(message, at, length));
    }
  }
}
