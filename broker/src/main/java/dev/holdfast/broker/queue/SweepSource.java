package dev.holdfast.broker.queue;

/**
 * Sweeps away from the shard writer, which must not wait for it. Each call is answered by one
 * {@link Command.Swept}.
 */
interface SweepSource {
  /**
   * Looks for what can be given up.
   *
   * @param nowMs milliseconds since 1970
   * @param openMs how much time has passed since the first tick, in milliseconds
   */
  void start(long nowMs, long openMs);

  /** Has more of what was found, after what was handed over so far stands. */
  void next();
}
