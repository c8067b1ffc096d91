package dev.holdfast.broker.queue;

/**
 * How much of what publishers ask for, besides that their events are delivered, may be outstanding.
 *
 * @param maxScheduled events that wait for their time, of all publishers together
 * @param maxRetainedNames event names of which one room keeps the last
 * @param maxReceipts events of one publisher that it waits for a receipt of
 */
public record EmitLimits(long maxScheduled, int maxRetainedNames, int maxReceipts) {
  /** As configured by default. */
  public static final EmitLimits DEFAULT = new EmitLimits(1_000_000, 1_000, 10_000);
}
