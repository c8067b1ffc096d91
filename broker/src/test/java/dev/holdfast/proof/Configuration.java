package dev.holdfast.proof;

/** Configurations of the brokers that are broken. */
public final class Configuration {
  /** Pings often, so that clients wake; flushes and sweeps often, so that every step is made. */
  public static final String SMALL =
      """
      server:
        pingIntervalMs: 200
        pingTimeoutMs: 10000
      session:
        autoAckDelayMs: 50
      storage:
        memoryBudgetBytes: 8388608
      retention:
        intervalMs: 100
      """;

  private Configuration() {}
}
