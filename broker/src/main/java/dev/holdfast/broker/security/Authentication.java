package dev.holdfast.broker.security;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Checks credentials, on threads of its own: an event loop never waits for a signature or a key.
 * Any thread.
 */
public final class Authentication {
  private final Methods methods;
  private final Revocations revocations;
  private final Executor workers;
  private final LongSupplier clock;
  private final AuthCounters counters = new AuthCounters();

  /**
   * How somebody can show who it is.
   *
   * @param tokens static ones; null for none
   * @param jwt tokens of an issuer; null for none
   * @param certificates whether a client certificate that TLS has verified is enough
   * @param anonymous whether somebody without a credential is let in, as such
   */
  public record Methods(
      @Nullable TokenFile tokens,
      @Nullable JwtAuthenticator jwt,
      boolean certificates,
      boolean anonymous) {}

  /**
   * Checks by these methods.
   *
   * @param revocations null for none
   * @param workers bounded: what it rejects is undecided
   * @param clock milliseconds since 1970
   */
  public Authentication(
      Methods methods, @Nullable Revocations revocations, Executor workers, LongSupplier clock) {
    this.methods = methods;
    this.revocations = revocations == null ? Revocations.NONE : revocations;
    this.workers = workers;
    this.clock = clock;
  }

  /** Checks a credential and calls back, once, on whatever thread. */
  public void authenticate(Credential credential, Consumer<AuthResult> done) {
    execute(() -> check(credential, done), done);
  }

  private void execute(Runnable task, Consumer<AuthResult> done) {
    try {
      workers.execute(task);
    } catch (RejectedExecutionException full) {
      finish(new AuthResult.Undecided("too many credentials wait to be checked"), done);
    }
  }

  private void check(Credential credential, Consumer<AuthResult> done) {
    AuthResult result = decide(credential);
    CompletionStage<?> newer = lacksKey(result) ? refreshKeys() : null;
    if (newer == null) {
      finish(result, done);
    } else {
      // Not waited for here: whoever names keys that do not exist must not hold up the others.
      var unused =
          newer.whenComplete(
              (nothing, failure) -> execute(() -> finish(decide(credential), done), done));
    }
  }

  private static boolean lacksKey(AuthResult result) {
    return result instanceof AuthResult.Undecided
        || (result instanceof AuthResult.Refused no && no.refusal() == Refusal.UNKNOWN_KEY);
  }

  private @Nullable CompletionStage<?> refreshKeys() {
    return methods.jwt() == null ? null : methods.jwt().refreshKeys();
  }

  private void finish(AuthResult result, Consumer<AuthResult> done) {
    counters.count(result);
    done.accept(result);
  }

  private AuthResult decide(Credential credential) {
    AuthResult result = identify(credential);
    return result instanceof AuthResult.Known known && revocations.contain(known.principal())
        ? AuthResult.refused(Refusal.REVOKED)
        : result;
  }

  /** The time that ends of credentials are compared with, in milliseconds since 1970. */
  public long nowMs() {
    return clock.getAsLong();
  }

  private AuthResult identify(Credential credential) {
    String token = credential.token();
    if (token != null) {
      return identify(token);
    }
    Credential.Certificate certificate = credential.certificate();
    if (methods.certificates() && certificate != null) {
      return Certificates.principal(certificate, nowMs());
    }
    return methods.anonymous()
        ? new AuthResult.Known(Principal.anonymous())
        : AuthResult.refused(Refusal.MISSING);
  }

  private AuthResult identify(String token) {
    long nowMs = clock.getAsLong();
    AuthResult found = methods.tokens() == null ? null : methods.tokens().find(token, nowMs);
    if (found != null) {
      return found;
    }
    if (methods.jwt() == null || !JwtAuthenticator.looksLikeOne(token)) {
      return AuthResult.refused(Refusal.UNKNOWN);
    }
    return methods.jwt().check(token, nowMs);
  }

  /** Whether a credential that was good has been taken back since. Cheap. */
  public boolean isWithdrawn(Principal principal) {
    return revocations.contain(principal)
        || (methods.tokens() != null && methods.tokens().hasWithdrawn(principal));
  }

  /** What it has counted. */
  public AuthCounters counters() {
    return counters;
  }
}
