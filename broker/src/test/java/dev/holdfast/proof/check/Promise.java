package dev.holdfast.proof.check;

/** What Holdfast promises, by number. */
public enum Promise {
  /** Durable: what is confirmed, or was delivered, is there. */
  P1,
  /** Never missed. */
  P2,
  /** Acknowledged is over. */
  P3,
  /** Order. */
  P4,
  /** No duplicates from retries. */
  P5,
  /** Nothing else. */
  P6,
  /** Prefix: positions go on where they were. */
  P7
}
