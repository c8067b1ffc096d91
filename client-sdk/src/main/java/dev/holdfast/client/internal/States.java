package dev.holdfast.client.internal;

import dev.holdfast.client.ClientState;
import dev.holdfast.client.StateListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;

/** The client's state as the application sees it. Changed on the event loop, read anywhere. */
final class States {
  private static final System.Logger LOG = System.getLogger("dev.holdfast.client");

  private final Executor callbacks;
  private final List<StateListener> listeners = new CopyOnWriteArrayList<>();
  private volatile ClientState current = ClientState.DISCONNECTED;

  States(Executor callbacks) {
    this.callbacks = callbacks;
  }

  ClientState current() {
    return current;
  }

  void add(StateListener listener) {
    listeners.add(listener);
  }

  void change(ClientState state, String reason) {
    current = state;
    for (StateListener listener : listeners) {
      callbacks.execute(() -> tell(() -> listener.onState(state, reason)));
    }
  }

  /** Calls a listener of the application's, whose failure must not end the callback thread. */
  static void tell(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException broken) {
      LOG.log(System.Logger.Level.ERROR, "a listener failed", broken);
    }
  }
}
