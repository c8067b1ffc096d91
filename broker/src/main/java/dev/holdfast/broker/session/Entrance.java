package dev.holdfast.broker.session;

import dev.holdfast.broker.limits.Limit;
import dev.holdfast.broker.routing.NamespaceRules;
import dev.holdfast.broker.security.AuthResult;
import dev.holdfast.broker.security.Authentication;
import dev.holdfast.broker.security.Credential;
import dev.holdfast.broker.security.Principal;
import dev.holdfast.broker.security.Refusal;
import dev.holdfast.broker.security.Security;
import dev.holdfast.broker.transport.CloseReason;
import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.socketio.SocketPacket;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of one connection into namespaces: who is it, does the namespace exist, what does it ask
 * for; then its session begins. While a credential is checked, nothing more is read from the
 * connection, so that all that a stranger can have the broker hold is one packet. Nothing is asked
 * of the store before. Owned by the connection's lane.
 */
final class Entrance {
  private static final Logger LOG = LoggerFactory.getLogger(Entrance.class);

  private final SocketConnection owner;
  private final SessionServices services;
  private final Security security;
  private final Arrival arrival;
  private final Brakes brakes;
  private final CredentialChecks checks;

  /** Some CONNECT came from somebody who is known, where that is asked for. */
  private boolean known;

  /** A credential is being checked. */
  private boolean checking;

  private boolean closed;

  Entrance(SocketConnection owner, SessionServices services, Arrival arrival, Brakes brakes) {
    this.owner = owner;
    this.services = services;
    this.security = services.security();
    this.arrival = arrival;
    this.brakes = brakes;
    this.checks =
        new CredentialChecks(
            security.authentication(),
            owner.lane()::execute,
            () -> owner.connection().close(CloseReason.FORCED_CLOSE));
  }

  /** No namespace was joined in time: how the connection is to end. */
  CloseReason timedOut() {
    if (checking) {
      // Not the client's fault: it is to come back.
      return CloseReason.CREDENTIAL_ENDED;
    }
    if (!known) {
      services.limits().hit(Limit.AUTHENTICATION_TIMEOUT);
    }
    return CloseReason.FORCED_CLOSE;
  }

  /**
   * Whether a stranger may send this: a packet that joins or leaves a namespace. Others, which may
   * announce large attachments, are not even put together.
   */
  boolean takes(Bytes text) {
    return takesAll() || (!text.isEmpty() && (text.at(0) == '0' || text.at(0) == '1'));
  }

  /** Whether a stranger may send binary data: it has announced none. */
  boolean takesBinary() {
    return takesAll();
  }

  private boolean takesAll() {
    return known || !security.isOn();
  }

  /** A CONNECT came, for a namespace that is not joined. */
  void connect(SocketPacket packet) {
    String excess = packet.payload().excess();
    if (excess != null) {
      owner.refuse(
          packet.namespace(),
          new RequestException(ErrorCode.BAD_REQUEST, "the connect payload " + excess));
      return;
    }
    Authentication authentication = security.authentication();
    if (authentication == null) {
      enter(packet, null);
    } else if (packet.data().length() > security.terms().maxConnectBytes()) {
      tooLong(packet);
    } else {
      authenticate(packet, authentication);
    }
  }

  private void authenticate(SocketPacket packet, Authentication authentication) {
    Credential credential;
    try {
      credential = arrival.credential().orToken(ConnectPayload.token(packet.data()));
    } catch (RequestException e) {
      owner.refuse(packet.namespace(), e);
      return;
    }
    if (credential.isLongerThan(security.terms().maxConnectBytes())) {
      tooLong(packet);
      return;
    }
    checking = true;
    brakes.checking();
    authentication.authenticate(
        credential, result -> owner.lane().execute(() -> authenticated(packet, result)));
  }

  private void authenticated(SocketPacket packet, AuthResult result) {
    checking = false;
    if (closed) {
      return;
    }
    if (result instanceof AuthResult.Known known) {
      enter(packet, known);
    } else if (result instanceof AuthResult.Refused no) {
      turnAway(packet, no.refusal());
    } else {
      // Temporary, so that the client must not be told with 44, after which it stays away.
      LOG.debug("a client was sent away to come again: {}", result);
      owner.connection().close(CloseReason.CREDENTIAL_ENDED);
    }
    if (!closed) {
      brakes.checked();
    }
  }

  private void tooLong(SocketPacket packet) {
    checks.refusedHere(Refusal.TOO_LONG);
    turnAway(packet, Refusal.TOO_LONG);
  }

  private void turnAway(SocketPacket packet, Refusal refusal) {
    LOG.debug("refused a credential: {}", refusal);
    owner.refuse(
        packet.namespace(), new RequestException(ErrorCode.UNAUTHORIZED, refusal.message()));
    checks.refused();
  }

  /** Whoever comes here is known, where that is asked for. */
  private void enter(SocketPacket packet, AuthResult.@Nullable Known shown) {
    Principal principal = shown == null ? null : shown.principal();
    known = true;
    String namespace = packet.namespace();
    NamespaceRules rules = services.settings().namespaces().of(namespace);
    if (rules == null) {
      owner.refuse(namespace, Replies.INVALID_NAMESPACE);
      return;
    }
    try {
      ConnectRequest request =
          ConnectRequest.read(
              packet.data(),
              services.settings(),
              naming(principal),
              rules.recovery(),
              services.positions());
      checkShared(request, rules);
      Permits permits = Permits.of(namespace, security.permissions(), principal);
      permits.connect(request, rules.backends());
      permits.connectInThePast(request);
      LiveCredential credential = new LiveCredential(services, shown, permits, checks);
      Session session = new Session(owner, namespace, request, presence(packet, rules, credential));
      owner.enter(session, rules, subject(request, principal));
    } catch (RequestException e) {
      refuse(namespace, e);
    }
  }

  private void refuse(String namespace, RequestException refusal) {
    if (refusal.isTemporary()) {
      LOG.debug("a client was sent away to come again: {}", refusal.getMessage());
      owner.connection().close(CloseReason.TRY_AGAIN);
    } else {
      owner.refuse(namespace, refusal);
    }
  }

  /** Whom a limit for each subject counts it for: its credential's, else what it calls itself. */
  private static @Nullable String subject(ConnectRequest request, @Nullable Principal principal) {
    if (principal == null) {
      return request.clientId();
    }
    return principal.isAnonymous() ? null : principal.subject();
  }

  private ClientNaming naming(@Nullable Principal principal) {
    return principal == null
        ? ClientNaming.FREE
        : ClientNaming.of(principal, security.terms().devices());
  }

  private Presence presence(SocketPacket packet, NamespaceRules rules, LiveCredential credential)
      throws RequestException {
    boolean known = credential.principal() != null;
    Bytes auth = known ? ConnectPayload.withoutToken(packet.data()) : packet.data();
    return new Presence(
        services,
        rules.backends(),
        new SessionEvents.Credentials(auth, arrival.forBackends()),
        credential);
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

  /** The connection is over. */
  void close() {
    closed = true;
  }
}
