package dev.holdfast.broker;

import dev.holdfast.broker.admin.Health;
import dev.holdfast.broker.security.AccessFile;
import dev.holdfast.broker.security.AccessFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** How a broker is, from before its store is opened until it has stopped. Any thread. */
final class BrokerHealth implements Health {
  /** Set when the store has failed; threads that meet it at once may both say why. */
  private volatile @Nullable String failure;

  /** Null until clients can connect. */
  private volatile @Nullable Service service;

  /** Null until they are read. */
  private volatile @Nullable AccessFiles files;

  /** What is asked while it serves. */
  private record Service(BooleanSupplier readOnly, BooleanSupplier draining) {}

  /**
   * Clients can connect.
   *
   * @param readOnly whether it takes no new events for now
   * @param draining whether it takes no new clients, as it is to stop
   */
  void serving(BooleanSupplier readOnly, BooleanSupplier draining) {
    service = new Service(readOnly, draining);
  }

  /** Who may do what is read from these files. */
  void watch(AccessFiles read) {
    files = read;
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
    return notReady().isEmpty();
  }

  @Override
  public List<Reason> notReady() {
    List<Reason> reasons = new ArrayList<>();
    String failed = failure;
    if (failed != null) {
      reasons.add(new Reason("store-failed", failed));
    }
    Service now = service;
    if (now == null) {
      reasons.add(new Reason("recovering", "the store is being opened"));
      return reasons;
    }
    if (now.draining().getAsBoolean()) {
      reasons.add(new Reason("draining", "no new clients are taken: the broker is to stop"));
    }
    if (now.readOnly().getAsBoolean()) {
      reasons.add(
          new Reason(
              "read-only",
              "the disk is nearly full, with less than storage.minFreeBytes free: no new events are"
                  + " taken"));
    }
    return reasons;
  }

  /** Without what stands in the files: whoever reaches the port may ask. */
  @Override
  public List<Reason> warnings() {
    AccessFiles read = files;
    return read == null ? List.of() : read.unusable().stream().map(BrokerHealth::unusable).toList();
  }

  private static Reason unusable(AccessFile file) {
    return new Reason(
        file.label() + "-unusable",
        file.configured()
            + " cannot be used as it stands: what was read from it before holds on. The log says"
            + " what is wrong with it");
  }
}
