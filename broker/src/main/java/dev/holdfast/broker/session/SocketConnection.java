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
import java.util.List;
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
  private final JoinedNamespaces joined;
  private final Runnable flush;
  private final Brakes brakes;
  private long pings;
  private long pongs;
  private Timers.@Nullable Timer connectTimeout;

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
    this.brakes = new Brakes(connection, lane, services);
    this.entrance = new Entrance(this, services, arrival, brakes);
    this.joined = new JoinedNamespaces(services.limits());
    this.flush = connection::flush;
    this.connectTimeout =
        services.timers().after(services.settings().connectTimeoutMs(), this::connectTimedOut);
  }

  private void connectTimedOut() {
    connectTimeout = null;
    if (joined.isEmpty()) {
      connection.close(entrance.timedOut());
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
    JoinedNamespaces.Member member = joined.in(packet.namespace());
    if (packet.type() == PacketType.CONNECT && member == null) {
      brakes.connect();
      entrance.connect(packet);
    } else if (member != null) {
      receive(packet, member);
    } else if (!joined.wasDismissed(packet.namespace())) {
      violated(packet.type() + " for a namespace that was not joined");
    }
    brakes.check();
  }

  private void receive(SocketPacket packet, JoinedNamespaces.Member member) {
    switch (packet.type()) {
      case DISCONNECT -> {
        joined.leave(packet.namespace());
        member.session().end(EndReason.CLIENT_DISCONNECT);
      }
      case EVENT, BINARY_EVENT -> {
        if (member.session().isActive()) {
          member.verbs().onEvent(packet, brakes);
        } else {
          violated("EVENT before the CONNECT was answered");
        }
      }
      case ACK, BINARY_ACK -> member.session().signals().onAckPacket(packet);
      case CONNECT, CONNECT_ERROR -> violated(packet.type() + " from a client that has joined");
    }
  }

  /**
   * A session begins in a namespace that exists.
   *
   * @param subject whose it counts as; null for nobody's
   * @throws RequestException when there is no place for it
   */
  void enter(Session session, NamespaceRules rules, @Nullable String subject)
      throws RequestException {
    joined.enter(session, rules, subject);
    session.connect();
  }

  /** A back-end did not let the client in: it is told so, and that it is final. */
  void refused(Session session, Bytes connectError) {
    String namespace = session.client().namespace();
    joined.leave(namespace);
    refuse(namespace, connectError);
  }

  /** A session may not begin any more, by the rules that hold now. */
  void refused(Session session, RequestException refusal) {
    services.insight().counters().countRefused(refusal.code());
    refused(session, Replies.connectError(refusal));
  }

  /** A namespace is not joined, for a reason of the broker's. */
  void refuse(String namespace, RequestException refusal) {
    services.insight().counters().countRefused(refusal.code());
    refuse(namespace, Replies.connectError(refusal));
  }

  /** The same for a reason in other words: the reference server's, or a back-end's. */
  void refuse(String namespace, Bytes connectError) {
    connection.sendText(SocketPacketWriter.connectError(namespace, connectError));
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
    joined.dismiss(namespace);
    connection.sendText(SocketPacketWriter.disconnect(namespace));
    flushLater();
  }

  /** A back-end wants the client gone, with all its sessions, as on the reference server. */
  void dismissAll() {
    List.copyOf(joined.members())
        .forEach(member -> member.session().dismiss(EndReason.SERVER_DISCONNECT));
    connection.close(CloseReason.FORCED_CLOSE);
  }

  @Override
  public void onPing() {
    pings++;
    joined.members().forEach(member -> member.session().signals().onPing(pings));
  }

  @Override
  public void onPong() {
    pongs++;
    joined.members().forEach(member -> member.session().signals().onPong(pongs));
  }

  @Override
  public void onWritable() {
    brakes.writable();
    joined.members().forEach(member -> member.session().onWritable());
  }

  /** Those in mode batch are told, whose clients know the broker: others could not use it. */
  @Override
  public void onLeaving(long comeBackMs) {
    for (JoinedNamespaces.Member member : joined.members()) {
      Session session = member.session();
      if (session.isActive() && session.request().mode() == AckMode.BATCH) {
        session.frames().say(Replies.restart(comeBackMs));
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
    brakes.close();
    joined.leaveAll().forEach(member -> member.session().end(EndReason.of(reason)));
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
