package dev.holdfast.client.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.client.HoldfastException;
import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.engineio.EngineCodecException;
import dev.holdfast.protocol.engineio.EnginePacket;
import dev.holdfast.protocol.engineio.EngineReader;
import dev.holdfast.protocol.engineio.EngineWriter;
import dev.holdfast.protocol.engineio.OpenPacket;
import dev.holdfast.protocol.engineio.PacketType;
import dev.holdfast.protocol.socketio.Payload;
import dev.holdfast.protocol.socketio.SocketPacket;
import dev.holdfast.protocol.socketio.SocketPacketReader;
import dev.holdfast.protocol.socketio.SocketPacketWriter;
import dev.holdfast.protocol.socketio.SocketProtocolException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection: Engine.IO 4 over a WebSocket, and one Socket.IO namespace on it. It owns its
 * transitions:
 *
 * <pre>
 *   OPENING  --WebSocket open-->  HANDSHAKING  --0{…}, 40 sent-->  JOINING  --40{…}-->  OPEN
 *   each of them  --loss, broken protocol, silence-->  CLOSED (listener: lost)
 *   JOINING, OPEN --44 or 41-->                        CLOSED (listener: refused)
 * </pre>
 *
 * Owner: the event loop.
 */
final class Connection implements Transport.Listener {
  private static final String BROKEN = "the broker broke the protocol: ";

  /** Of an answer: its types, the number of its attachments, its ack id, and its brackets. */
  private static final int ANSWER_OVERHEAD_BYTES = 32;

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Bytes PONG = EngineWriter.packet(EnginePacket.of(PacketType.PONG));

  private final EventLoop loop;
  private final String namespace;
  private final Bytes auth;
  private final Listener listener;
  private final SocketPacketReader reader = new SocketPacketReader();

  /** Bounded by the unanswered requests and acknowledgements. */
  private final Map<Long, Consumer<Response>> calls = new HashMap<>();

  private Phase phase = Phase.OPENING;
  private @Nullable Transport transport;
  private EventLoop.Timer deadline;
  private Duration silence = CONNECT_TIMEOUT;
  private long maxPayload;
  private long nextAckId;

  /** How long after its end the broker, which is about to stop, wants the client back; else 0. */
  private long comeBackMs;

  /**
   * Waits for its WebSocket.
   *
   * @param auth the object that the CONNECT packet carries
   */
  Connection(EventLoop loop, String namespace, Bytes auth, Listener listener) {
    this.loop = loop;
    this.namespace = namespace;
    this.auth = auth;
    this.listener = listener;
    this.deadline = loop.schedule(CONNECT_TIMEOUT, () -> fail("no answer in time"));
  }

  /** The largest message that the broker takes, in bytes. */
  long maxPayload() {
    return maxPayload;
  }

  /** Sends an event and calls back with the first element of its answer, if one ever comes. */
  void call(Bytes body, List<Bytes> attachments, Consumer<Response> onAnswer) {
    long id = nextAckId++;
    calls.put(id, onAnswer);
    send(id, body, attachments);
  }

  /**
   * Answers an event.
   *
   * @throws HoldfastException of code {@link HoldfastException#CONNECTION_LOST} when the connection
   *     is over, of code {@link HoldfastException#TOO_LARGE} when the broker would end it for that
   *     answer; nothing was sent then
   */
  void answer(long ackId, Encoded args) {
    if (phase != Phase.OPEN) {
      throw new HoldfastException(
          HoldfastException.CONNECTION_LOST, "the connection that asked is over");
    }
    long largest = args.largestMessage(namespace.length() + ANSWER_OVERHEAD_BYTES);
    if (largest > maxPayload) {
      throw HoldfastException.ofSize(largest, maxPayload);
    }
    int attachments = args.attachments().size();
    sendPacket(SocketPacketWriter.binaryAck(namespace, attachments, ackId, args.json()));
    sendAttachments(args.attachments());
  }

  private void send(long ackId, Bytes body, List<Bytes> attachments) {
    sendPacket(
        SocketPacketWriter.binaryEvent(namespace, attachments.size(), ackId, body, Bytes.EMPTY));
    sendAttachments(attachments);
  }

  private void sendAttachments(List<Bytes> attachments) {
    Transport open = transport;
    if (open != null) {
      attachments.forEach(open::sendBinary);
    }
  }

  /** Leaves the namespace and closes; the listener hears nothing more. */
  void close() {
    assert loop.isOwner();
    if (phase == Phase.OPEN) {
      sendPacket(SocketPacketWriter.disconnect(namespace));
    }
    shut();
  }

  /** Gives the connection up, as if it were lost. */
  void fail(String reason) {
    lost(reason, 0);
  }

  @Override
  public void onOpen(Transport opened) {
    assert loop.isOwner();
    if (phase == Phase.CLOSED) {
      opened.close();
      return;
    }
    transport = opened;
    phase = Phase.HANDSHAKING;
  }

  @Override
  public void onText(Bytes utf8) {
    assert loop.isOwner();
    if (phase == Phase.CLOSED) {
      return;
    }
    try {
      onEnginePacket(EngineReader.packet(utf8));
    } catch (EngineCodecException | SocketProtocolException | IllegalArgumentException broken) {
      fail(BROKEN + broken.getMessage());
    }
  }

  @Override
  public void onBinary(Bytes data) {
    assert loop.isOwner();
    if (phase == Phase.CLOSED) {
      return;
    }
    try {
      onPacket(reader.onBinary(data));
    } catch (SocketProtocolException | IllegalArgumentException broken) {
      fail(BROKEN + broken.getMessage());
    }
  }

  @Override
  public void onClosed(String reason, long retryAfterMs) {
    assert loop.isOwner();
    lost(reason, retryAfterMs);
  }

  private void onEnginePacket(EnginePacket packet)
      throws EngineCodecException, SocketProtocolException {
    switch (packet.type()) {
      case OPEN -> onHandshake(OpenPacket.fromJson(packet.payload()));
      case CLOSE -> fail("the broker closed the connection");
      case PING -> onPing();
      case MESSAGE -> onPacket(message(packet));
      case NOOP -> {} // nothing to do, by definition
      case PONG, UPGRADE -> fail(BROKEN + packet.type());
    }
  }

  private @Nullable SocketPacket message(EnginePacket packet) throws SocketProtocolException {
    return packet.binary() ? reader.onBinary(packet.payload()) : reader.onText(packet.payload());
  }

  private void onHandshake(OpenPacket handshake) {
    if (phase != Phase.HANDSHAKING) {
      fail(BROKEN + "a second handshake");
      return;
    }
    maxPayload = handshake.maxPayloadBytes();
    silence = Duration.ofMillis((long) handshake.pingIntervalMs() + handshake.pingTimeoutMs());
    phase = Phase.JOINING;
    sendPacket(SocketPacketWriter.connect(namespace, auth));
  }

  private void onPing() {
    if (transport != null) {
      transport.sendText(PONG);
    }
    if (phase == Phase.OPEN) {
      expectPing();
    }
  }

  private void expectPing() {
    deadline.cancel();
    deadline = loop.schedule(silence, () -> fail("no ping for " + silence.toMillis() + " ms"));
  }

  private void onPacket(@Nullable SocketPacket packet) {
    if (packet == null || !packet.namespace().equals(namespace)) {
      return;
    }
    switch (packet.type()) {
      case CONNECT -> onJoined(Json.tree(packet.data()));
      case CONNECT_ERROR -> onRefusal(Json.tree(packet.data()));
      case DISCONNECT ->
          refused("disconnected", "the broker ended the session, perhaps for a newer one");
      case EVENT, BINARY_EVENT -> onEvent(packet);
      case ACK, BINARY_ACK -> onAnswer(packet);
    }
  }

  private void onJoined(JsonNode answer) {
    if (phase != Phase.JOINING) {
      fail(BROKEN + "a second CONNECT");
      return;
    }
    phase = Phase.OPEN;
    expectPing();
    listener.onConnected(this, answer.path("holdfast"));
  }

  private void onRefusal(JsonNode answer) {
    String message = answer.isTextual() ? answer.asText() : answer.path("message").asText();
    refused(answer.path("data").path("code").asText("refused"), message);
  }

  private void onEvent(SocketPacket packet) {
    Payload event = packet.payload();
    if (phase == Phase.OPEN && event.name().equals("$restart") && event.size() > 1) {
      comeBackMs = Json.tree(event.element(1)).path("afterMs").asLong();
    } else if (phase == Phase.OPEN) {
      listener.onEvent(packet);
    } else {
      fail(BROKEN + "an event before CONNECT was answered");
    }
  }

  private void onAnswer(SocketPacket packet) {
    Consumer<Response> waiting = calls.remove(packet.ackId());
    if (waiting != null) {
      Payload payload = packet.payload();
      Bytes json = payload.size() == 0 ? Bytes.EMPTY : payload.element(0);
      waiting.accept(Response.read(json, packet.attachments()));
    }
  }

  private void refused(String code, String message) {
    shut();
    listener.onRefused(code, message);
  }

  private void lost(String reason, long retryAfterMs) {
    if (phase != Phase.CLOSED) {
      shut();
      listener.onLost(reason, Math.max(retryAfterMs, comeBackMs));
    }
  }

  private void shut() {
    phase = Phase.CLOSED;
    deadline.cancel();
    calls.clear();
    if (transport != null) {
      transport.close();
      transport = null;
    }
  }

  private void sendPacket(Bytes packet) {
    if (transport != null) {
      transport.sendText(EngineWriter.packet(EnginePacket.text(PacketType.MESSAGE, packet)));
    }
  }

  private enum Phase {
    OPENING,
    HANDSHAKING,
    JOINING,
    OPEN,
    CLOSED
  }

  /** Is told of one connection, on the event loop. */
  interface Listener {
    /** The namespace is joined; {@code holdfast} is the broker's own part of the answer. */
    void onConnected(Connection connection, JsonNode holdfast);

    /**
     * An event came.
     *
     * @throws IllegalArgumentException when it is not as the protocol wants it
     */
    void onEvent(SocketPacket packet);

    /** The broker does not want this client, for good. Nothing follows. */
    void onRefused(String code, String message);

    /** The connection is over; another may do. Nothing follows. */
    void onLost(String reason, long retryAfterMs);
  }
}
