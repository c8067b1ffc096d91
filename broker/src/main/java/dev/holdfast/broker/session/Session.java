package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.Applied;
import dev.holdfast.broker.queue.Attachment;
import dev.holdfast.broker.queue.ClientKey;
import dev.holdfast.broker.queue.ClientSnapshot;
import dev.holdfast.broker.queue.Event;
import dev.holdfast.broker.queue.Lane;
import dev.holdfast.broker.queue.Lifetime;
import dev.holdfast.broker.queue.LogRecord;
import dev.holdfast.broker.queue.Membership;
import dev.holdfast.broker.queue.Position;
import dev.holdfast.broker.queue.QueueCore;
import dev.holdfast.broker.queue.QueueReader;
import dev.holdfast.broker.queue.SessionIdentity;
import dev.holdfast.broker.queue.StreamName;
import dev.holdfast.broker.transport.EngineConnection;
import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.socketio.SocketPacket;
import dev.holdfast.protocol.socketio.SocketPacketWriter;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a client to one namespace. Owns all its transitions; owned by its lane.
 *
 * <pre>
 *   CONNECTING ── attached ─→ ATTACHED  the back-ends of the namespace are being told
 *   ATTACHED ──── told ─────→ ACTIVE    the CONNECT answer is sent, then the queue is read
 *   any ───────── end ──────→ ENDED     the client left, or its connection is gone
 *   any ───────── fenced ───→ ENDED     a newer session of the client takes over: told with 41
 * </pre>
 *
 * <p>On the way to ENDED it stops reading, sends off the acknowledgements it has, and is detached.
 */
final class Session implements Attachment, QueueReader.Sink {
  private enum State {
    CONNECTING,
    ATTACHED,
    ACTIVE,
    ENDED
  }

  private final SocketConnection owner;
  private final SessionServices services;
  private final ClientKey client;
  private final ConnectRequest request;
  private final String sid;
  private final Acknowledgement acknowledgement;
  private final Redeliveries redeliveries;
  private final PendingReplies pendingReplies;
  private final Presence presence;
  private final Runnable sendAck = this::sendAck;
  private State state = State.CONNECTING;
  private boolean ackPending;

  /** Set when the session is attached. */
  private @Nullable QueueReader reader;

  /** A session that is about to be attached by {@link #connect}. */
  Session(SocketConnection owner, String namespace, ConnectRequest request, Presence presence) {
    this.owner = owner;
    this.services = owner.services();
    this.request = request;
    this.sid = services.ids().get();
    String clientId = request.clientId();
    this.client =
        clientId == null ? ClientKey.anonymous(namespace, sid) : new ClientKey(namespace, clientId);
    this.acknowledgement = acknowledgement(request.mode());
    this.redeliveries = new Redeliveries(services.timers(), this);
    this.pendingReplies = new PendingReplies(this);
    this.presence = presence;
  }

  private Acknowledgement acknowledgement(AckMode mode) {
    return switch (mode) {
      case AUTO -> new ByHeartbeat(this, false);
      case OFFSET -> new ByHeartbeat(this, true);
      case EACH -> new ByAckFunction(this);
      case BATCH -> new ByVerb(positionPrefix());
    };
  }

  /** Asks for the client. */
  void connect() {
    services
        .core()
        .writer()
        .attach(
            new LogRecord.Connect(
                client,
                request.from(),
                isAnonymous() ? Lifetime.SESSION : Lifetime.DURABLE,
                SessionIdentity.unrecoverable(sid),
                null),
            this);
  }

  @Override
  public Lane lane() {
    return owner.lane();
  }

  @Override
  public void attached(ClientSnapshot snapshot) {
    if (state != State.CONNECTING) {
      return;
    }
    state = State.ATTACHED;
    QueueReader started =
        new QueueReader(lane(), snapshot, this, services.core().readerLimits(), request.window());
    reader = started;
    long seen = offsetSeen();
    if (seen > snapshot.upTo()) {
      started.skipTo(seen);
    }
    services.directory().add(this);
    presence.connected(this, snapshot.recovered(), () -> told(snapshot));
  }

  private void told(ClientSnapshot snapshot) {
    if (state != State.ATTACHED) {
      return;
    }
    state = State.ACTIVE;
    send(SocketPacketWriter.connect(client.namespace(), answer(snapshot)));
    lane().flushLater(sendAck);
    reader().pump();
  }

  /** The offset the client says it has seen last; 0 when it says nothing this broker knows. */
  private long offsetSeen() {
    String text = request.offset();
    if (text == null || request.mode() != AckMode.OFFSET) {
      return 0;
    }
    try {
      Position seen = Position.parse(text);
      boolean known = seen.epoch() == services.core().epoch() && seen.shard() == QueueCore.SHARD;
      return known ? seen.offset() : 0;
    } catch (IllegalArgumentException e) {
      // A stock client takes any trailing text for its offset: then the cursor alone counts.
      return 0;
    }
  }

  private Bytes answer(ClientSnapshot snapshot) {
    if (!request.extended()) {
      return Replies.connected(sid);
    }
    return Replies.connected(
        sid,
        new Replies.Welcome(
            client.clientId(),
            !snapshot.created(),
            positionPrefix() + snapshot.upTo(),
            request.mode(),
            request.window(),
            snapshot.lastSeq()));
  }

  @Override
  public void fenced() {
    dismiss(EndReason.TAKEN_OVER);
  }

  /** Ends it from this side, which the client is told is final. */
  void dismiss(EndReason reason) {
    if (state != State.ENDED) {
      end(reason);
      owner.dismissed(this);
    }
  }

  /**
   * A back-end wants the client gone.
   *
   * @param close with its connection, and all its sessions of other namespaces
   */
  void disconnect(boolean close) {
    if (close) {
      owner.dismissAll();
    } else {
      dismiss(EndReason.SERVER_DISCONNECT);
    }
  }

  /** Stops for good; the client's queue waits for its next session. */
  void end(EndReason reason) {
    if (state == State.ENDED) {
      return;
    }
    acknowledgement.close();
    redeliveries.close();
    pendingReplies.close();
    sendAck();
    state = State.ENDED;
    if (reader != null) {
      services.directory().remove(this);
      presence.disconnected(this, reason, reader.rooms());
      reader.close();
    }
    services.core().writer().detach(client, this);
  }

  @Override
  public void joined(Membership membership) {
    if (isAttached()) {
      reader().joined(membership);
    }
  }

  @Override
  public void left(StreamName room, long offset) {
    if (isAttached()) {
      reader().left(room, offset);
      lane().flushLater(sendAck);
    }
  }

  @Override
  public boolean ready() {
    return state == State.ACTIVE && connection().writable();
  }

  @Override
  public void deliver(Event event, boolean again) {
    send(acknowledgement.frame(event, WireForms.of(event)));
    event.attachments().forEach(connection()::sendBinary);
    acknowledgement.delivered();
  }

  /** Something was acknowledged: the window has room, and the cursor is to be made durable. */
  void acknowledged() {
    ackPending = true;
    lane().flushLater(sendAck);
    reader().pump();
  }

  /**
   * Submits a record of this client, after the acknowledgements it gave before: so the answer to
   * any verb that is synced says that those are durable too.
   */
  void append(LogRecord record, Consumer<Applied> done) {
    if (ackPending) {
      sendAck();
    }
    services.core().writer().append(record, lane(), done);
  }

  private void sendAck() {
    ackPending = false;
    if (state != State.ACTIVE || !reader().hasNewAcks()) {
      return;
    }
    LogRecord.Ack ack = reader().takeAck(false);
    if (!isAnonymous()) {
      services.core().writer().append(ack, lane(), applied -> {});
    }
  }

  void onPing() {
    if (state == State.ACTIVE) {
      acknowledgement.onPing();
    }
  }

  void onPong() {
    if (state == State.ACTIVE) {
      acknowledgement.onPong();
    }
  }

  void onAckPacket(long ackId) {
    if (state == State.ACTIVE) {
      acknowledgement.onAckPacket(ackId);
    }
  }

  void onWritable() {
    if (state == State.ACTIVE) {
      reader().pump();
    }
  }

  /** Queues a packet of this session. */
  void send(Bytes packet) {
    connection().sendText(packet);
    flushLater();
  }

  /** Answers a packet that carried an ack id; nothing is sent for one without, or after the end. */
  void reply(long ackId, Bytes body) {
    reply(ackId, body, List.of());
  }

  /** The same with binary arguments, for which the body has placeholders. */
  void reply(long ackId, Bytes body, List<Bytes> attachments) {
    if (ackId != SocketPacket.NO_ACK_ID && state == State.ACTIVE) {
      send(SocketPacketWriter.binaryAck(client.namespace(), attachments.size(), ackId, body));
      attachments.forEach(connection()::sendBinary);
    }
  }

  /** The events the client wants again later. */
  Redeliveries redeliveries() {
    return redeliveries;
  }

  /** The emits that wait for a back-end's reply. */
  PendingReplies pendingReplies() {
    return pendingReplies;
  }

  void flushLater() {
    owner.flushLater();
  }

  private boolean isAttached() {
    return state == State.ATTACHED || state == State.ACTIVE;
  }

  boolean isActive() {
    return state == State.ACTIVE;
  }

  boolean acknowledgesByHeartbeat() {
    return request.mode() == AckMode.AUTO || request.mode() == AckMode.OFFSET;
  }

  boolean isAnonymous() {
    return request.clientId() == null;
  }

  /** Its public name. */
  String sid() {
    return sid;
  }

  ClientKey client() {
    return client;
  }

  SessionServices services() {
    return services;
  }

  EngineConnection connection() {
    return owner.connection();
  }

  /** What every position on this broker begins with. */
  String positionPrefix() {
    return services.core().positionPrefix();
  }

  /** Only while the session is active. */
  QueueReader reader() {
    QueueReader reading = reader;
    if (reading == null) {
      throw new IllegalStateException("the session is not attached yet");
    }
    return reading;
  }
}
