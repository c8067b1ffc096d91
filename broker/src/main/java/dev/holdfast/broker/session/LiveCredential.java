package dev.holdfast.broker.session;

import dev.holdfast.broker.security.AuthResult;
import dev.holdfast.broker.security.Authentication;
import dev.holdfast.broker.security.Credential;
import dev.holdfast.broker.security.Principal;
import dev.holdfast.broker.security.Refusal;
import dev.holdfast.broker.security.Security;
import dev.holdfast.broker.transport.CloseReason;
import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.socketio.Payload;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The credential of one session, for as long as it is good: asks the client for another before it
 * ends, takes that, and cuts the connection when none comes or when it is taken back. The cut looks
 * like a lost connection, after which every client comes back and shows what it has then. Owned by
 * the session's lane.
 */
final class LiveCredential {
  private static final Logger LOG = LoggerFactory.getLogger(LiveCredential.class);

  /** A timer that waits longer would not notice that the machine slept or its clock was set. */
  private static final long MAX_WAIT_MS = 3_600_000;

  /** How soon a session is looked at again that is not ready to be asked. */
  private static final long NOT_READY_MS = 1000;

  private final SessionServices services;
  private final Permits permits;

  /** Changed on the lane; others look whether it was taken back. */
  private volatile @Nullable Principal principal;

  /** Set from {@link #begin} on. */
  private @Nullable Session session;

  private Timers.@Nullable Timer timer;

  /** When the client is asked for another, milliseconds since 1970. */
  private long askAtMs;

  private boolean asked;
  private boolean checking;
  private boolean over;

  /**
   * What became of a new credential.
   *
   * @param refusal why it was not taken; null when it was
   * @param expiresAtMs until when the session may go on, with the new one or the old
   */
  record Renewal(@Nullable String refusal, long expiresAtMs) {}

  /** Of a session that was let in as this; as nobody in particular where authentication is off. */
  LiveCredential(SessionServices services, @Nullable Principal principal, Permits permits) {
    this.services = services;
    this.principal = principal;
    this.permits = permits;
  }

  /** What the client may do by it. */
  Permits permits() {
    return permits;
  }

  /** Who the client is; null where authentication is off. Any thread. */
  @Nullable Principal principal() {
    return principal;
  }

  /** Its session begins. */
  void begin(Session begun) {
    session = begun;
    if (principal != null) {
      plan(principal, true);
    }
  }

  /** One that is short-lived is asked for again when half of its time is over. */
  private void plan(Principal current, boolean mayAsk) {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
    if (current.expiresAtMs() == Principal.NEVER) {
      return;
    }
    long now = now();
    long early = current.expiresAtMs() - services.security().terms().refreshBeforeMs();
    askAtMs = Math.max(early, now + (current.expiresAtMs() - now) / 2);
    asked = !mayAsk;
    lookAfter((mayAsk ? askAtMs : current.expiresAtMs()) - now);
  }

  private void look() {
    timer = null;
    Principal current = principal;
    if (current == null) {
      return;
    }
    if (now() >= current.expiresAtMs()) {
      cut("the credential has expired");
    } else {
      boolean waits = !asked && now() >= askAtMs && !ask(current);
      lookAfter(waits ? NOT_READY_MS : (asked ? current.expiresAtMs() : askAtMs) - now());
    }
  }

  private void lookAfter(long delayMs) {
    timer = services.timers().after(Math.min(delayMs, MAX_WAIT_MS), this::look);
  }

  /** False when the client cannot be asked yet. */
  private boolean ask(Principal current) {
    if (session == null || !session.isActive()) {
      return false;
    }
    asked = true;
    Bytes question = Bytes.utf8("\"$token\",{\"expiresAtMs\":" + current.expiresAtMs() + "}");
    session.waiting().brokersOwn().ask(question, this::answered);
    return true;
  }

  /** Not every client knows the question: an answer without a token is none. */
  private void answered(@Nullable Payload answer) {
    String token = answer == null || answer.size() == 0 ? null : answer.text(0);
    if (token != null && !over) {
      renew(token, renewal -> tell(renewal.refusal()));
    }
  }

  /** What nobody waits for goes to the client as an event. */
  private void tell(@Nullable String refusal) {
    if (refusal != null && session != null && session.isActive()) {
      RequestException unauthorized = new RequestException(ErrorCode.UNAUTHORIZED, refusal);
      session.frames().say(Replies.errorEvent(unauthorized));
    }
  }

  /**
   * Takes a new credential in the place of the old one, if it is good and of the same subject.
   *
   * @param done runs on the lane, unless the session ends before
   */
  void renew(String token, Consumer<Renewal> done) {
    Authentication authentication = services.security().authentication();
    Principal current = principal;
    if (authentication == null || current == null || session == null) {
      done.accept(new Renewal("this broker asks nobody for a token", Principal.NEVER));
    } else if (checking) {
      done.accept(new Renewal("another token is being checked", current.expiresAtMs()));
    } else if (token.length() > services.security().terms().maxConnectBytes()) {
      done.accept(new Renewal(Refusal.TOO_LONG.message(), current.expiresAtMs()));
    } else {
      checking = true;
      Session here = session;
      authentication.authenticate(
          Credential.of(token, null),
          result -> here.lane().execute(() -> checked(current, result, done)));
    }
  }

  private void checked(Principal before, AuthResult result, Consumer<Renewal> done) {
    checking = false;
    if (over) {
      return;
    }
    String refusal = null;
    if (result instanceof AuthResult.Refused no) {
      refusal = no.refusal().message();
    } else if (result instanceof AuthResult.Known known) {
      refusal = replace(before, known.principal());
    } else {
      refusal = "the token cannot be checked now: send it again later";
    }
    Principal current = principal;
    done.accept(new Renewal(refusal, current == null ? 0 : current.expiresAtMs()));
  }

  private @Nullable String replace(Principal before, Principal next) {
    if (!next.subject().equals(before.subject())) {
      return Refusal.OTHER_SUBJECT.message();
    }
    principal = next;
    permits.renewed(next);
    if (session != null) {
      session.standing().review();
    }
    // Who has sent the old one again has no other yet.
    plan(next, next.expiresAtMs() > before.expiresAtMs());
    recheck();
    return null;
  }

  /** Cuts the session if the credential was taken back; true when it was. */
  boolean recheck() {
    boolean withdrawn = isWithdrawn();
    if (withdrawn) {
      cut("the credential was revoked");
    }
    return withdrawn;
  }

  /** Has the lane of a session that is in the directory cut it if need be. Any thread. */
  void recheckSoon() {
    if (isWithdrawn() && session != null) {
      session.lane().execute(this::recheck);
    }
  }

  private boolean isWithdrawn() {
    Security security = services.security();
    Principal current = principal;
    return security.authentication() != null
        && current != null
        && security.authentication().isWithdrawn(current);
  }

  private void cut(String why) {
    Principal current = principal;
    Session ending = session;
    if (over || current == null || ending == null) {
      return;
    }
    LOG.debug("{} is cut: {} ({})", ending.client(), why, current.credentialId());
    if (services.security().authentication() != null) {
      services.security().authentication().counters().cut();
    }
    tell(why);
    ending.connection().close(CloseReason.CREDENTIAL_ENDED);
  }

  /** By the clock by which it was taken for good: its end is a time of day that others set. */
  private long now() {
    Authentication authentication = services.security().authentication();
    return authentication == null ? services.clock().getAsLong() : authentication.nowMs();
  }

  /** The session is over. */
  void close() {
    over = true;
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }
}
