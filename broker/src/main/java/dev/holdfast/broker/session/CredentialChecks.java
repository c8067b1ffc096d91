package dev.holdfast.broker.session;

import dev.holdfast.broker.security.AuthResult;
import dev.holdfast.broker.security.Authentication;
import dev.holdfast.broker.security.Credential;
import dev.holdfast.broker.security.Refusal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What one connection may ask of those who check credentials, in however many namespaces it is:
 * tokens for its sessions are checked one at a time, each session having one that waits at most,
 * and after some refusals the connection is closed. Owned by the connection's lane.
 */
final class CredentialChecks {
  /** Who keeps guessing is not answered for ever. */
  private static final int MAX_REFUSALS = 5;

  private final @Nullable Authentication authentication;
  private final Executor lane;
  private final Runnable tooMany;
  private final Deque<Renewal> waiting = new ArrayDeque<>();
  private boolean checking;
  private int refusals;

  /** A token that a session has been given in the place of its old one. */
  private record Renewal(Object session, Credential credential, Consumer<AuthResult> done) {}

  /**
   * Of a connection that has shown nothing yet.
   *
   * @param authentication null where nobody is asked for a credential
   * @param tooMany closes the connection
   */
  CredentialChecks(@Nullable Authentication authentication, Executor lane, Runnable tooMany) {
    this.authentication = authentication;
    this.lane = lane;
    this.tooMany = tooMany;
  }

  /** One was refused by itself, or for what it was shown for: nobody else has counted it. */
  void refusedHere(Refusal refusal) {
    if (authentication != null) {
      authentication.counters().refuse(refusal);
    }
  }

  /** A credential was refused, and the client has been told. */
  void refused() {
    refusals++;
    if (refusals == MAX_REFUSALS) {
      tooMany.run();
    }
  }

  /**
   * Checks a credential when those of other sessions that came before are done.
   *
   * @param session whose it is; it has none that waits
   * @param done runs on the lane, unless the session is {@link #forget forgotten} before its turn
   */
  void renew(Object session, Credential credential, Consumer<AuthResult> done) {
    waiting.add(new Renewal(session, credential, done));
    next();
  }

  private void next() {
    if (checking || waiting.isEmpty() || authentication == null) {
      return;
    }
    checking = true;
    Renewal first = waiting.remove();
    authentication.renew(first.credential(), result -> lane.execute(() -> checked(first, result)));
  }

  private void checked(Renewal renewal, AuthResult result) {
    checking = false;
    renewal.done().accept(result);
    next();
  }

  /** The session is over: what it has waiting is not looked at any more. */
  void forget(Object session) {
    waiting.removeIf(renewal -> renewal.session() == session);
  }
}
