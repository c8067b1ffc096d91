package dev.holdfast.broker;

/** The broker could not be started; the message tells the operator why and what would help. */
public final class BrokerStartException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Of what was configured. */
  public BrokerStartException(String message) {
    super(message);
  }

  /** With the failure under it. */
  public BrokerStartException(String message, Throwable cause) {
    super(message, cause);
  }
}
