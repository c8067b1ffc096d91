package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.Applied;
import dev.holdfast.broker.queue.ClientKey;
import dev.holdfast.broker.queue.ClientSnapshot;
import dev.holdfast.broker.queue.Lane;
import dev.holdfast.broker.queue.Lineage;
import dev.holdfast.broker.queue.LogRecord;
import dev.holdfast.broker.transport.EngineConnection;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a client to one namespace. Owns all its transitions; owned by its lane.
 *
 * <pre>
 *   CONNECTING ── attached ──→ ATTACHED   the back-ends of the namespace are being told
 *   CONNECTING ── turnedAway → CONNECTING its pid is no good: as a new client
 *   ATTACHED ──── told ──────→ ACTIVE     the CONNECT answer is sent, then the queue is read
 *   ATTACHED ──── recovered ─→ REPLAYING  the queue is read: what the client missed comes first
 *   REPLAYING ─── caughtUp ──→ ACTIVE     what is missed is sent, or a window of it: the answer
 *   any ───────── end ───────→ ENDED      the client left, or its connection is gone
 *   any ───────── fenced ────→ ENDED      a newer session of the client takes over: told with 41
 *   CONNECTING ── outrun ────→ ENDED      a newer connection has the client: this one is closed
 * </pre>
 *
 * <p>What the shard has to say comes through its {@link SessionAttachment}, or the queue it shares.
 * On the way to ENDED it stops reading, sends off the acknowledgements it has, and is detached.
 */
final class Session {
  private enum State {
    CONNECTING,
    ATTACHED,
    REPLAYING,
    ACTIVE,
    ENDED
  }

  private final SocketConnection owner;
  private final SessionServices services;
  private final ConnectRequest request;
  private final Claim claim;
  private final SessionAttachment attachment;
  private final Acknowledgement acknowledgement;
  private final Redeliveries redeliveries;
  private final AckCounter ackCounter = new AckCounter();
  private final Waiting waiting;
  private final Presence presence;
  private final Challenge challenge;
  private final Signals signals;
  private final Standing standing;
  private final Frames frames;
  private State state = State.CONNECTING;

  /** Set when the session is attached; of one that shares its queue, when it asks for that. */
  private @Nullable SessionQueue queue;

  /** Set when the session is attached. */
  private @Nullable ClientSnapshot snapshot;

  /** A session that is about to be attached by {@link #connect}. */
  Session(SocketConnection owner, String namespace, ConnectRequest request, Presence presence) {
    this.owner = owner;
    this.services = owner.services();
    this.request = request;
    this.claim = new Claim(namespace, request, services.ids());
    this.attachment = new SessionAttachment(this, owner, claim);
    this.acknowledgement = Acknowledgement.of(this, request, ackCounter);
    this.redeliveries = new Redeliveries(this, services.core().policies().redelivery(namespace));
    this.waiting = new Waiting(this, ackCounter);
    this.presence = presence;
    this.challenge = new Challenge(this, owner);
    this.signals = new Signals(this, acknowledgement, challenge);
    this.standing = new Standing(this, presence);
    this.frames = new Frames(this, acknowledgement, waiting, request.mode());
  }

  /** Asks for the client, once a back-end has let it in where one guards the namespace. */
  void connect() {
    presence.admit(this, new Admission(this, owner, claim, this::attach));
  }

  private void attach() {
    if (request.shared()) {
      var shared = claim.sharedRecord(services.ids().get());
      queue = new MemberQueue(this, services.core().sharedQueues(), shared, request);
    } else {
      attachment.attach();
    }
  }

  /** It has its client: its own, or the one whose queue it shares with others. */
  void attached(ClientSnapshot found) {
    if (state != State.CONNECTING) {
      return;
    }
    state = State.ATTACHED;
    snapshot = found;
    if (!request.shared()) {
      claim.granted(found);
      queue = OwnQueue.of(this, found, request);
    }
    services.directory().add(this);
    frames.watch().began(found.recovered());
    presence.connected(this, found.recovered(), () -> told(found));
    standing.review();
  }

  private void told(ClientSnapshot found) {
    if (state != State.ATTACHED) {
      return;
    }
    if (found.recovered()) {
      state = State.REPLAYING;
    } else {
      answer(found);
    }
    queue().pump();
  }

  /**
   * For now it has been sent all there is. Events that come before the answer are fired before the
   * handlers of {@code connect}, as on the reference server. A window of them at most: nothing is
   * acknowledged before the answer.
   */
  void caughtUp() {
    if (state == State.REPLAYING && snapshot != null) {
      answer(snapshot);
    }
  }

  private void answer(ClientSnapshot found) {
    state = State.ACTIVE;
    connection().authenticated();
    frames.welcome(claim.answer(found, lineage()));
  }

  /** Somebody else presents its pid: is its client still there? */
  void challenged() {
    if (state != State.ENDED) {
      challenge.begin();
    }
  }

  /** Ends it from this side, which the client is told is final. */
  void dismiss(EndReason reason) {
    if (state != State.ENDED) {
      end(reason);
      owner.dismissed(this);
    }
  }

  /** Its CONNECT is answered with a refusal; the connection, and with it the session, is to end. */
  void refuse(RequestException refusal) {
    owner.refuse(client().namespace(), refusal);
  }

  /** A back-end wants the client gone; to {@code close} is to end its whole connection. */
  void disconnect(boolean close) {
    if (close) {
      owner.dismissAll();
    } else {
      dismiss(EndReason.SERVER_DISCONNECT);
    }
  }

  /**
   * Stops. The client's queue waits for its next session, which may recover this one unless the
   * reason is final.
   */
  void end(EndReason reason) {
    if (state == State.ENDED) {
      return;
    }
    acknowledgement.close();
    redeliveries.close();
    waiting.close();
    presence.giveUp();
    challenge.close();
    state = State.ENDED;
    if (snapshot != null) {
      services.directory().remove(this);
      frames.watch().ended(reason);
      presence.disconnected(this, reason, queue().rooms());
    }
    if (queue != null) {
      queue.close(snapshot == null ? null : redeliveries.left(reason));
    }
    if (!request.shared()) {
      attachment.detach(reason.isFinal());
    }
  }

  /** It is being served, and there is room on the way to its client. */
  boolean ready() {
    return isReading() && connection().writable();
  }

  /**
   * Submits a record of this client, after the acknowledgements it gave before: the answer to any
   * verb that is synced says that those are durable too. What must not grow the store is refused.
   */
  void append(LogRecord record, Consumer<Applied> done) {
    Applied.Refused refusal = services.core().growth().refusal(record);
    if (refusal == null) {
      submit(record, services.insight().samples(lane()).confirm(record, done));
    } else {
      done.accept(refusal);
    }
  }

  /** As {@link #append}, of what the broker itself has to note of this client. */
  void submit(LogRecord record, Consumer<Applied> done) {
    queue().settle();
    services.core().writer().append(record, lane(), done);
  }

  void onWritable() {
    if (isReading()) {
      waiting.pump();
      queue().pump();
    }
  }

  Lane lane() {
    return owner.lane();
  }

  /** How the shard knows it. */
  SessionAttachment attachment() {
    return attachment;
  }

  /** What its connection says besides events. */
  Signals signals() {
    return signals;
  }

  /** What it may do, now and as that changes. */
  Standing standing() {
    return standing;
  }

  /** What it is sent. */
  Frames frames() {
    return frames;
  }

  /** What becomes of events that are not handled. */
  Redeliveries redeliveries() {
    return redeliveries;
  }

  /** What waits for an answer. */
  Waiting waiting() {
    return waiting;
  }

  void flushLater() {
    owner.flushLater();
  }

  boolean isConnecting() {
    return state == State.CONNECTING;
  }

  /** It has its client, and has not ended. */
  boolean isAttached() {
    return state == State.ATTACHED || isReading();
  }

  boolean isActive() {
    return state == State.ACTIVE;
  }

  private boolean isReading() {
    return state == State.ACTIVE || state == State.REPLAYING;
  }

  /** What it asked for. */
  ConnectRequest request() {
    return request;
  }

  /** By which its client was let in. */
  LiveCredential credential() {
    return presence.credential();
  }

  /** Its public name; of a recovered session that of the one before. */
  String sid() {
    return claim.identity().sid();
  }

  ClientKey client() {
    return claim.client();
  }

  SessionServices services() {
    return services;
  }

  EngineConnection connection() {
    return owner.connection();
  }

  /** What positions on this broker are called. */
  Lineage lineage() {
    return services.core().lineage();
  }

  /** Only while the session is attached. */
  SessionQueue queue() {
    SessionQueue served = queue;
    if (served == null) {
      throw new IllegalStateException("the session is not attached yet");
    }
    return served;
  }
}
