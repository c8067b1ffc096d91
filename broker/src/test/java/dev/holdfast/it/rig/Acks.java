package dev.holdfast.it.rig;

/** What a driven client does with the ack function of an event that has one. */
public enum Acks {
  /** Calls it as soon as the event has been logged. */
  EACH,
  /** Keeps it until the test calls {@link StockClient#ack}. */
  HOLD,
  /** Never calls it. */
  NONE
}
