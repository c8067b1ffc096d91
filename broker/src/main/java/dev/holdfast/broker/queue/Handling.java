package dev.holdfast.broker.queue;

/**
 * What a publisher asks for besides that its event is delivered. Not of a volatile event.
 *
 * @param ttlMs how long it is delivered after the broker took it, in milliseconds; 0 for as long as
 *     it takes
 * @param deliverAtMs when it enters the queues, in milliseconds since 1970; 0 for at once
 * @param retained true when it is kept as the last of its name in its rooms
 * @param receipt true when its publisher is told that it was acknowledged
 */
public record Handling(long ttlMs, long deliverAtMs, boolean retained, boolean receipt) {
  /** Nothing more. */
  public static final Handling PLAIN = new Handling(0, 0, false, false);

  /** True when there is more to it than how long it lives. */
  boolean isSpecial() {
    return deliverAtMs != 0 || retained || receipt;
  }

  /** The same with a time to live. */
  public Handling withTtl(long ms) {
    return new Handling(ms, deliverAtMs, retained, receipt);
  }

  /** The same at another time. */
  public Handling withDeliverAt(long ms) {
    return new Handling(ttlMs, ms, retained, receipt);
  }

  /** The same, kept as the last of its name. */
  public Handling withRetained(boolean kept) {
    return new Handling(ttlMs, deliverAtMs, kept, receipt);
  }

  /** The same, with a receipt. */
  public Handling withReceipt(boolean wanted) {
    return new Handling(ttlMs, deliverAtMs, retained, wanted);
  }
}
