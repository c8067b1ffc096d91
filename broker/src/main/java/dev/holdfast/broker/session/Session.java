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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a client to one namespace. Owns all its transitions; owned by its lane.
 *
 * <pre>
 *   CONNECTING ── attached ─→ ACTIVE    the CONNECT answer is sent, then the queue is read
 *   CONNECTING ── end ──────→ ENDED     the client left before its turn came
 *   ACTIVE ────── end ──────→ ENDED     the client left, or its connection is gone
 *   either ────── fenced ───→ ENDED     a newer session of the client takes over: told with 41
 * </pre>
 *
 * <p>On the way to ENDED it stops reading, sends off the acknowledgements it has, and is detached.
 */
final class Session implements Attachment, QueueReader.Sink {
  private enum State {
    CONNECTING,
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
  private State state = State.CONNECTING;

  /** Set when the session is attached; of one that shares its queue, when it asks for that. */
  private @Nullable SessionQueue queue;

  /** A session that is about to be attached by {@link #connect}. */
  Session(SocketConnection owner, String namespace, ConnectRequest request) {
    this.owner = owner;
    this.services = owner.services();
    this.request = request;
    this.sid = services.ids().get();
    String clientId = request.clientId();
    this.client =
        clientId == null ? ClientKey.anonymous(namespace, sid) : new ClientKey(namespace, clientId);
    this.acknowledgement = acknowledgement(request.mode());
    this.redeliveries = new Redeliveries(services.timers(), this);
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
    if (request.shared()) {
      // The queue is called by a name of its own: it outlives the session that makes it.
      LogRecord.Connect shared = connect(services.ids().get());
      queue = new MemberQueue(this, services.core().sharedQueues(), shared, request.window());
    } else {
      services.core().writer().attach(connect(sid), this);
    }
  }

  private LogRecord.Connect connect(String name) {
    return new LogRecord.Connect(
        client,
        request.from(),
        isAnonymous() ? Lifetime.SESSION : Lifetime.DURABLE,
        SessionIdentity.unrecoverable(name),
        null);
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
    state = State.ACTIVE;
    if (!request.shared()) {
      readAlone(snapshot);
    }
    send(SocketPacketWriter.connect(client.namespace(), answer(snapshot)));
    queue().pump();
  }

  private void readAlone(ClientSnapshot snapshot) {
    QueueReader reader =
        new QueueReader(lane(), snapshot, this, services.core().readerLimits(), request.window());
    OwnQueue started = new OwnQueue(reader, lane(), services.core().writer(), !isAnonymous());
    queue = started;
    long seen = offsetSeen();
    if (seen > snapshot.upTo()) {
      started.skipTo(seen);
    }
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
    if (state != State.ENDED) {
      end();
      owner.fenced(this);
    }
  }

  /** Stops for good; the client's queue waits for its next session. */
  void end() {
    if (state == State.ENDED) {
      return;
    }
    acknowledgement.close();
    redeliveries.close();
    state = State.ENDED;
    if (queue != null) {
      queue.close();
    }
    if (!request.shared()) {
      services.core().writer().detach(client, this);
    }
  }

  @Override
  public void joined(Membership membership) {
    if (state == State.ACTIVE && queue instanceof OwnQueue own) {
      own.joined(membership);
    }
  }

  @Override
  public void left(StreamName room, long offset) {
    if (state == State.ACTIVE && queue instanceof OwnQueue own) {
      own.left(room, offset);
    }
  }

  @Override
  public boolean ready() {
    return connection().writable();
  }

  @Override
  public void deliver(Event event, boolean again) {
    send(acknowledgement.frame(event, WireForms.of(event)));
    event.attachments().forEach(connection()::sendBinary);
    acknowledgement.delivered();
  }

  /**
   * Submits a record of this client, after the acknowledgements it gave before: so the answer to
   * any verb that is synced says that those are durable too.
   */
  void append(LogRecord record, Consumer<Applied> done) {
    queue().settle();
    services.core().writer().append(record, lane(), done);
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
      queue().pump();
    }
  }

  /** Queues a packet of this session. */
  void send(Bytes packet) {
    connection().sendText(packet);
    flushLater();
  }

  /** Answers a packet that carried an ack id; nothing is sent for one without, or after the end. */
  void reply(long ackId, Bytes body) {
    if (ackId != SocketPacket.NO_ACK_ID && state == State.ACTIVE) {
      send(SocketPacketWriter.ack(client.namespace(), ackId, body));
    }
  }

  /** The events the client wants again later. */
  Redeliveries redeliveries() {
    return redeliveries;
  }

  void flushLater() {
    owner.flushLater();
  }

  boolean isActive() {
    return state == State.ACTIVE;
  }

  boolean acknowledgesByHeartbeat() {
    return request.mode() == AckMode.AUTO || request.mode() == AckMode.OFFSET;
  }

  boolean sharesItsQueue() {
    return request.shared();
  }

  boolean isAnonymous() {
    return request.clientId() == null;
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
  SessionQueue queue() {
    SessionQueue served = queue;
    if (served == null) {
      throw new IllegalStateException("the session is not attached yet");
    }
    return served;
  }
}
