package dev.holdfast.broker.limits;

import java.util.concurrent.atomic.AtomicReference;

/**
 * The places that one connection holds. Any thread; what was given back is not given back again.
 */
public final class Ticket {
  private enum State {
    UNKNOWN,
    KNOWN,
    CLOSED
  }

  private final Runnable freeUnauthenticated;
  private final Runnable freeOpen;
  private final AtomicReference<State> state = new AtomicReference<>(State.UNKNOWN);

  Ticket(Runnable freeUnauthenticated, Runnable freeOpen) {
    this.freeUnauthenticated = freeUnauthenticated;
    this.freeOpen = freeOpen;
  }

  /** It counts no more among those of whom nobody knows who they are. */
  public void known() {
    if (state.compareAndSet(State.UNKNOWN, State.KNOWN)) {
      freeUnauthenticated.run();
    }
  }

  /** The connection is gone. */
  public void close() {
    State before = state.getAndSet(State.CLOSED);
    if (before == State.UNKNOWN) {
      freeUnauthenticated.run();
    }
    if (before != State.CLOSED) {
      freeOpen.run();
    }
  }
}
