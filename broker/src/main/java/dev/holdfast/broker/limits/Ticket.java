package dev.holdfast.broker.limits;

import java.util.concurrent.atomic.AtomicBoolean;
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

  /** Whom it holds places for. */
  interface Places {
    /** False when there is none for one that nobody knows. */
    boolean takeUnauthenticated();

    void freeUnauthenticated();

    /** Its place among all that are open, if it has one. */
    void freeInAll();

    /** Its share of what its address may have open, if it has one. */
    void freeShare();
  }

  private final Places places;
  private final AtomicReference<State> state = new AtomicReference<>(State.UNKNOWN);
  private final AtomicBoolean inAll = new AtomicBoolean(true);

  Ticket(Places places) {
    this.places = places;
  }

  /** It counts no more among those of whom nobody knows who they are. */
  public void known() {
    if (state.compareAndSet(State.UNKNOWN, State.KNOWN)) {
      places.freeUnauthenticated();
    }
  }

  /**
   * It counts among them again after {@link #known()}.
   *
   * @return false when there is no place: it is to be closed
   */
  public boolean unknown() {
    if (state.get() != State.KNOWN) {
      return true;
    }
    if (!places.takeUnauthenticated()) {
      return false;
    }
    if (!state.compareAndSet(State.KNOWN, State.UNKNOWN)) {
      places.freeUnauthenticated();
    }
    return true;
  }

  /** What it is for has a socket of its own from now on, which counts among all. */
  public void carried() {
    if (inAll.compareAndSet(true, false)) {
      places.freeInAll();
    }
  }

  /** The connection is gone. */
  public void close() {
    State before = state.getAndSet(State.CLOSED);
    if (before == State.UNKNOWN) {
      places.freeUnauthenticated();
    }
    if (before != State.CLOSED) {
      carried();
      places.freeShare();
    }
  }
}
