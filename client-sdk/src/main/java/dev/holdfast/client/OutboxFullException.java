package dev.holdfast.client;

/**
 * The outbox on disk is as full as it may be. Nothing of this emit was kept: try again when earlier
 * ones have been confirmed.
 */
public final class OutboxFullException extends HoldfastException {
  private static final long serialVersionUID = 1L;

  /** With the bound that was reached, in words. */
  public OutboxFullException(String bound) {
    super("outbox_full", bound);
  }
}
