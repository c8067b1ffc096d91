package dev.holdfast.broker.session;

import dev.holdfast.broker.limits.Limit;
import dev.holdfast.broker.limits.LimitExceeded;
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
  private final Bytes handshake;
  private final SocketPacketReader packets = new SocketPacketReader();
  private final Map<String, Member> sessions = new HashMap<>(2);

  /** Namespaces whose session we ended: what comes for them crossed with our DISCONNECT. */
  private final Set<String> dismissed = new HashSet<>(0);

  private final Runnable flush;
  private final Brakes brakes;
  private long pings;
  private long pongs;
  private Timers.@Nullable Timer connectTimeout;

  /**
   * A joined namespace.
   *
   * @param subject whose session it is; null of an anonymous client
   */
  private record Member(Session session, Verbs verbs, @Nullable String subject) {}

  /**
   * On a connection that has joined no namespace yet.
   *
   * @param opened its place in the order in which the broker's connections were opened, from 1
   * @param handshake what back-ends are told of it; empty where there are none
   */
  SocketConnection(
      EngineConnection connection,
      long opened,
      Lane lane,
      SessionServices services,
      Bytes handshake) {
    this.connection = connection;
    this.opened = opened;
    this.lane = lane;
    this.services = services;
    this.handshake = handshake;
    this.flush = connection::flush;
    this.brakes = new Brakes(connection, lane, services);
    this.connectTimeout =
        services.timers().after(services.settings().connectTimeoutMs(), this::connectTimedOut);
  }

  private void connectTimedOut() {
    connectTimeout = null;
    if (sessions.isEmpty()) {
      services.limits().hit(Limit.AUTHENTICATION_TIMEOUT);
      connection.close(CloseReason.FORCED_CLOSE);
    }
  }

  @Override
  public void onText(Bytes utf8) {
    try {
      receive(packets.onText(utf8));
    } catch (SocketProtocolException e) {
      violated(e.reason().toString());
    }
  }

  @Override
  public void onBinary(Bytes data) {
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
    if (packet.type() == PacketType.CONNECT) {
      connect(packet, member);
    } else if (member != null) {
      receive(packet, member);
    } else if (!dismissed.contains(packet.namespace())) {
      violated(packet.type() + " for a namespace that was not joined");
    }
    brakes.check();
  }

  private void receive(SocketPacket packet, Member member) {
    switch (packet.type()) {
      case DISCONNECT -> {
        forget(packet.namespace());
        member.session().end(EndReason.CLIENT_DISCONNECT);
      }
      case EVENT, BINARY_EVENT -> {
        if (member.session().isActive()) {
          member.verbs().onEvent(packet, brakes);
        } else {
          violated("EVENT before the CONNECT was answered");
        }
      }
      case ACK, BINARY_ACK -> member.session().onAckPacket(packet);
      case CONNECT, CONNECT_ERROR -> violated(packet.type() + " from a client that has joined");
    }
  }

  private void connect(SocketPacket packet, @Nullable Member joined) {
    brakes.connect();
    String namespace = packet.namespace();
    NamespaceRules rules = services.settings().namespaces().of(namespace);
    if (joined != null) {
      violated("CONNECT to a namespace that was joined before");
    } else if (rules == null) {
      refuse(namespace, Replies.connectError(null, "Invalid namespace"));
    } else {
      try {
        ConnectRequest request =
            ConnectRequest.read(
                packet.data(), services.settings(), rules.recovery(), services.positions());
        checkShared(request, rules);
        join(packet, request, rules);
      } catch (RequestException e) {
        refuse(namespace, Replies.connectError(e));
      }
    }
  }

  private void join(SocketPacket packet, ConnectRequest request, NamespaceRules rules)
      throws RequestException {
    String namespace = packet.namespace();
    dismissed.remove(namespace);
    String subject = request.clientId();
    enter(subject);
    Session session = new Session(this, namespace, request, presence(packet, rules));
    sessions.put(namespace, new Member(session, new Verbs(session, rules), subject));
    session.connect();
  }

  /** One that was dismissed counts too: it is remembered. */
  private void enter(@Nullable String subject) throws RequestException {
    try {
      services.limits().checkNamespaces(sessions.size() + dismissed.size());
      if (subject != null) {
        services.limits().enter(subject);
      }
    } catch (LimitExceeded exceeded) {
      throw new RequestException(exceeded);
    }
  }

  /** A session is over, or about to be. */
  private void forget(String namespace) {
    Member member = sessions.remove(namespace);
    if (member != null && member.subject() != null) {
      services.limits().leave(member.subject());
    }
  }

  private Presence presence(SocketPacket packet, NamespaceRules rules) {
    return new Presence(
        services, rules.backends(), new SessionEvents.Credentials(packet.data(), handshake));
  }

  /** A back-end did not let the client in: it is told so, and that it is final. */
  void refused(Session session, Bytes connectError) {
    String namespace = session.client().namespace();
    forget(namespace);
    refuse(namespace, connectError);
  }

  /** A session that had a back-end's queue to itself would lock the other instances out. */
  private static void checkShared(ConnectRequest request, NamespaceRules rules)
      throws RequestException {
    String clientId = request.clientId();
    if (clientId != null && rules.backends().contains(clientId) && !request.shared()) {
      throw new RequestException(
          ErrorCode.BAD_REQUEST,
          "'%s' is a back-end of this namespace: it connects with shared: true"
              .formatted(clientId));
    }
  }

  private void refuse(String namespace, Bytes connectError) {
    connection.sendText(SocketPacketWriter.connectError(namespace, connectError));
    flushLater();
  }

  private void violated(String rule) {
    LOG.debug("closing a connection that broke the protocol: {}", rule);
    connection.close(CloseReason.PARSE_ERROR);
  }

  /** A session was ended from this side: its client is told that it is final. */
  void dismissed(Session session) {
    String namespace = session.client().namespace();
    forget(namespace);
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
    sessions.values().forEach(member -> member.session().onPing(pings));
  }

  @Override
  public void onPong() {
    pongs++;
    sessions.values().forEach(member -> member.session().onPong(pongs));
  }

  @Override
  public void onWritable() {
    brakes.writable();
    sessions.values().forEach(member -> member.session().onWritable());
  }

  @Override
  public void onClose(CloseReason reason) {
    if (connectTimeout != null) {
      connectTimeout.cancel();
      connectTimeout = null;
    }
    brakes.close();
    List<Member> ending = List.copyOf(sessions.values());
    List.copyOf(sessions.keySet()).forEach(this::forget);
    ending.forEach(member -> member.session().end(EndReason.of(reason)));
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

  /** What back-ends are told of the connection: a JSON object. */
  Bytes handshake() {
    return handshake;
  }
}
