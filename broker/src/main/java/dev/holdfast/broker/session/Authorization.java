package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.ClientKey;
import dev.holdfast.broker.queue.Lane;
import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.socketio.Payload;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the back-end that guards a namespace whether a client may connect: one of its sessions; when
 * that ends before it has answered, another; when there is none, the first that comes. Owned by the
 * lane of the session that is about to connect.
 */
final class Authorization {
  private static final Logger LOG = LoggerFactory.getLogger(Authorization.class);

  /** What it comes to: one of these is called, once, unless it is cancelled. */
  interface Outcome {
    /** The client may connect. */
    void accepted();

    /** It may not, and is told this, for good. */
    void refused(Bytes connectError);

    /** Nobody said so in time, or not in a form that can be understood: it may try again. */
    void undecided();
  }

  private final SessionServices services;
  private final Lane home;
  private final ClientKey guard;
  private final Bytes question;
  private final Outcome outcome;
  private final Runnable askAgain = this::askOnHome;
  private Timers.@Nullable Timer timeout;
  private boolean over;

  Authorization(
      SessionServices services, Lane home, ClientKey guard, Bytes question, Outcome outcome) {
    this.services = services;
    this.home = home;
    this.guard = guard;
    this.question = question;
    this.outcome = outcome;
  }

  /** Asks, for this many milliseconds at most. */
  void begin(long timeoutMs) {
    timeout =
        services
            .timers()
            .after(
                timeoutMs,
                () -> {
                  LOG.warn("{} let nobody in or out within {} ms", guard, timeoutMs);
                  decide(outcome::undecided);
                });
    ask();
  }

  private void askOnHome() {
    home.execute(this::ask);
  }

  private void ask() {
    if (over) {
      return;
    }
    // To wait first and look then: a session that comes in between is not missed.
    services.directory().whenPresent(guard, askAgain);
    List<Session> guards = services.directory().of(guard);
    if (!guards.isEmpty() && services.directory().cancel(guard, askAgain)) {
      Session asked = guards.get(Math.floorMod(question.hashCode(), guards.size()));
      asked
          .lane()
          .execute(
              () ->
                  asked
                      .waiting()
                      .brokersOwn()
                      .ask(question, answer -> home.execute(() -> answered(answer))));
    }
  }

  private void answered(@Nullable Payload answer) {
    if (answer == null) {
      ask();
      return;
    }
    Verdict verdict = Verdict.read(answer);
    if (verdict == null) {
      LOG.warn("{} answered neither accept true nor false", guard);
      decide(outcome::undecided);
    } else if (verdict.accept()) {
      decide(outcome::accepted);
    } else {
      decide(() -> outcome.refused(verdict.refusal()));
    }
  }

  private void decide(Runnable decision) {
    if (!over) {
      cancel();
      decision.run();
    }
  }

  /** The client is gone, or the matter is decided: an answer that comes now is of no use. */
  void cancel() {
    over = true;
    if (timeout != null) {
      timeout.cancel();
    }
    services.directory().cancel(guard, askAgain);
  }
}
