package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.Lane;
import dev.holdfast.broker.routing.NamespaceRules;
import dev.holdfast.broker.transport.CloseReason;
import dev.holdfast.broker.transport.EngineConnection;
import dev.holdfast.broker.transport.EngineHandler;
import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.socketio.PacketType;
import dev.holdfast.protocol.socketio.SocketPacket;
import dev.holdfast.protocol.socketio.SocketPacketReader;
import dev.holdfast.protocol.socketio.SocketPacketWriter;
import dev.holdfast.protocol.socketio.SocketProtocolException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Socket.IO side of one Engine.IO session: puts packets together and takes each to the session
 * of its namespace. What breaks the protocol closes the connection, and with it all its namespaces,
 * as on the reference server. Owned by its lane.
 */
final class SocketConnection implements EngineHandler {
  private static final Logger LOG = LoggerFactory.getLogger(SocketConnection.class);

  private final EngineConnection connection;
  private final long opened;
  private final Lane lane;
  private final SessionServices services;
  private final Entrance entrance;
  private final SocketPacketReader packets = new SocketPacketReader();
  private final Map<String, Member> sessions = new HashMap<>(2);

  /** Namespaces whose session we ended: what comes for them crossed with our DISCONNECT. */
  private final Set<String> dismissed = new HashSet<>(0);

  private final Runnable flush;
  private long pings;
  private long pongs;
  private boolean pausedForWriter;
  private boolean pausedForClient;
  private boolean pausedForEntrance;
  private Timers.@Nullable Timer connectTimeout;

  /** A joined namespace. */
  private record Member(Session session, Verbs verbs) {}

  /**
   * On a connection that has joined no namespace yet.
   *
   * @param opened its place in the order in which the broker's connections were opened, from 1
   * @param arrival the request that opened it
   */
  SocketConnection(
      EngineConnection connection,
      long opened,
      Lane lane,
      SessionServices services,
      Arrival arrival) {
    this.connection = connection;
    this.opened = opened;
    this.lane = lane;
    this.services = services;
    this.entrance = new Entrance(this, services, arrival);
    this.flush = connection::flush;
    this.connectTimeout = services.timers().after(entrance.timeoutMs(), this::connectTimedOut);
  }

  private void connectTimedOut() {
    connectTimeout = null;
    if (sessions.isEmpty()) {
      connection.close(
          entrance.isChecking() ? CloseReason.CREDENTIAL_ENDED : CloseReason.FORCED_CLOSE);
    }
  }

  @Override
  public void onText(Bytes utf8) {
    if (!entrance.takes(utf8)) {
      violated("a packet before a namespace was joined");
      return;
    }
    try {
      receive(packets.onText(utf8));
    } catch (SocketProtocolException e) {
      violated(e.reason().toString());
    }
  }

  @Override
  public void onBinary(Bytes data) {
    if (!entrance.takesBinary()) {
      violated("binary data before a namespace was joined");
      return;
    }
    try {
      receive(packets.onBinary(data));
    } catch (SocketProtocolException e) {
      violated(e.reason().toString());
    }
  }

  private void receive(@Nullable SocketPacket packet) {
    if (packet == null) {
      return;
    }
    Member member = sessions.get(packet.namespace());
    if (packet.type() == PacketType.CONNECT && member == null) {
      entrance.connect(packet);
    } else if (member != null) {
      receive(packet, member);
    } else if (!dismissed.contains(packet.namespace())) {
      violated(packet.type() + " for a namespace that was not joined");
    }
    pauseWhileNotWritable();
    pauseWhileCongested();
  }

  private void receive(SocketPacket packet, Member member) {
    switch (packet.type()) {
      case DISCONNECT -> {
        sessions.remove(packet.namespace());
        member.session().end(EndReason.CLIENT_DISCONNECT);
      }
      case EVENT, BINARY_EVENT -> {
        if (member.session().isActive()) {
          member.verbs().onEvent(packet);
        } else {
          violated("EVENT before the CONNECT was answered");
        }
      }
      case ACK, BINARY_ACK -> member.session().signals().onAckPacket(packet);
      case CONNECT, CONNECT_ERROR -> violated(packet.type() + " from a client that has joined");
    }
  }

  /** Its client may have this session, in a namespace that exists. */
  void enter(Session session, NamespaceRules rules) {
    String namespace = session.client().namespace();
    sessions.put(namespace, new Member(session, new Verbs(session, rules)));
    dismissed.remove(namespace);
    session.connect();
  }

  /** A back-end did not let the client in: it is told so, and that it is final. */
  void refused(Session session, Bytes connectError) {
    String namespace = session.client().namespace();
    sessions.remove(namespace);
    connection.sendText(SocketPacketWriter.connectError(namespace, connectError));
    flushLater();
  }

  /** A namespace is not joined, for a reason. */
  void refuse(String namespace, @Nullable ErrorCode code, String message) {
    if (code != null) {
      services.insight().counters().countRefused(code);
    }
    connection.sendText(
        SocketPacketWriter.connectError(namespace, Replies.connectError(code, message)));
    flushLater();
  }

  private void violated(String rule) {
    LOG.atDebug()
        .addKeyValue("connection", connection.id())
        .log("closing a connection that broke the protocol: {}", rule);
    connection.close(CloseReason.PARSE_ERROR);
  }

  /** A session was ended from this side: its client is told that it is final. */
  void dismissed(Session session) {
    String namespace = session.client().namespace();
    sessions.remove(namespace);
    dismissed.add(namespace);
    connection.sendText(SocketPacketWriter.disconnect(namespace));
    flushLater();
  }

  /** A back-end wants the client gone, with all its sessions, as on the reference server. */
  void dismissAll() {
    List.copyOf(sessions.values())
        .forEach(member -> member.session().dismiss(EndReason.SERVER_DISCONNECT));
    connection.close(CloseReason.FORCED_CLOSE);
  }

  @Override
  public void onPing() {
    pings++;
    sessions.values().forEach(member -> member.session().signals().onPing(pings));
  }

  @Override
  public void onPong() {
    pongs++;
    sessions.values().forEach(member -> member.session().signals().onPong(pongs));
  }

  @Override
  public void onWritable() {
    if (pausedForClient) {
      pausedForClient = false;
      resumeReading();
    }
    sessions.values().forEach(member -> member.session().onWritable());
  }

  /** Those in mode batch are told, whose clients know the broker: others could not use it. */
  @Override
  public void onLeaving(long comeBackMs) {
    for (Member member : sessions.values()) {
      Session session = member.session();
      if (session.isActive() && session.request().mode() == AckMode.BATCH) {
        session.send(
            SocketPacketWriter.event(
                session.client().namespace(), SocketPacket.NO_ACK_ID, Replies.restart(comeBackMs)));
      }
    }
  }

  @Override
  public void onClose(CloseReason reason) {
    entrance.close();
    if (connectTimeout != null) {
      connectTimeout.cancel();
      connectTimeout = null;
    }
    List<Member> ending = List.copyOf(sessions.values());
    sessions.clear();
    ending.forEach(member -> member.session().end(EndReason.of(reason)));
  }

  /** Stops reading from this client while the shard writer has more to do than it may hold. */
  private void pauseWhileCongested() {
    if (!pausedForWriter && services.core().writer().congested()) {
      pausedForWriter = true;
      connection.pauseReading();
      lane.resumeWhenDrained(this::writerDrained);
    }
  }

  private void writerDrained() {
    pausedForWriter = false;
    resumeReading();
  }

  /** A client that asks and does not read its answers is not read from either. */
  private void pauseWhileNotWritable() {
    if (!pausedForClient && !connection.writable()) {
      pausedForClient = true;
      connection.pauseReading();
    }
  }

  /** Nothing is read from a client that is being looked at. */
  void pauseForEntrance(boolean paused) {
    pausedForEntrance = paused;
    if (paused) {
      connection.pauseReading();
    } else {
      resumeReading();
    }
  }

  private void resumeReading() {
    if (!pausedForWriter && !pausedForClient && !pausedForEntrance) {
      connection.resumeReading();
    }
  }

  /** Has what was queued leave in one write before this turn of the lane ends. */
  void flushLater() {
    lane.flushLater(flush);
  }

  Lane lane() {
    return lane;
  }

  SessionServices services() {
    return services;
  }

  EngineConnection connection() {
    return connection;
  }

  /** How many pings it has been sent; their numbers begin with 1. */
  long pings() {
    return pings;
  }

  /** Its place in the order in which the broker's connections were opened. */
  long opened() {
    return opened;
  }
}
