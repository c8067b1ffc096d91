package dev.holdfast.broker;

import dev.holdfast.broker.admin.Health;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** How a broker is, from before its store is opened until it has stopped. Any thread. */
final class BrokerHealth implements Health {
  private enum Phase {
    RECOVERING,
    SERVING,
    DRAINING
  }

  private volatile Phase phase = Phase.RECOVERING;

  /** Set when the store has failed; threads that meet it at once may both say why. */
  private volatile @Nullable String failure;

  /** Set with the phase SERVING. */
  private volatile BooleanSupplier readOnly = () -> false;

  /**
   * Clients can connect.
   *
   * @param isReadOnly whether it takes no new events for now
   */
  void serving(BooleanSupplier isReadOnly) {
    readOnly = isReadOnly;
    if (phase == Phase.RECOVERING) {
      phase = Phase.SERVING;
    }
  }

  /** No new clients are taken, and it ends soon. */
  void draining() {
    phase = Phase.DRAINING;
  }

  /** It is to be clients' again after all. */
  void drainEnded() {
    phase = Phase.SERVING;
  }

  /** The store has failed. */
  void failed(String message) {
    if (failure == null) {
      failure = message;
    }
  }

  @Override
  public boolean isAlive() {
    return failure == null;
  }

  boolean isReady() {
    return phase == Phase.SERVING && failure == null && !readOnly.getAsBoolean();
  }

  @Override
  public List<Reason> notReady() {
    List<Reason> reasons = new ArrayList<>();
    String failed = failure;
    if (failed != null) {
      reasons.add(new Reason("store-failed", failed));
    }
    if (phase == Phase.RECOVERING) {
      reasons.add(new Reason("recovering", "the store is being opened"));
    } else if (phase == Phase.DRAINING) {
      reasons.add(new Reason("draining", "no new clients are taken: the broker is to stop"));
    }
    if (readOnly.getAsBoolean()) {
      reasons.add(
          new Reason(
              "read-only",
              "the disk is nearly full, with less than storage.minFreeBytes free: no new events are"
                  + " taken"));
    }
    return reasons;
  }
}
