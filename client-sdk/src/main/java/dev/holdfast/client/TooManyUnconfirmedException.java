package dev.holdfast.client;

/**
 * As many requests as the client may hold wait for the broker's answer. Nothing of this one was
 * kept: try again when earlier ones have been confirmed.
 */
public final class TooManyUnconfirmedException extends HoldfastException {
  private static final long serialVersionUID = 1L;

  /** With the bound that was reached, in words. */
  public TooManyUnconfirmedException(String bound) {
    super("too_many_unconfirmed", bound);
  }
}
