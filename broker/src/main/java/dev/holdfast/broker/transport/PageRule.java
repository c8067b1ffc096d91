package dev.holdfast.broker.transport;

/** Which web pages may connect, beside those of origins that are allowed by name. */
public enum PageRule {
  /** All: what they read of the answers is left to their browsers (CORS). */
  ALL,

  /**
   * Those of the host that is asked. Enough where clients show who they are: a name that was bound
   * to the broker's address (DNS rebinding) brings no credential along.
   */
  OWN_HOST,

  /**
   * Those of this machine. For a broker that asks nobody who he is, and whose only protection is
   * that none but this machine's programs reach it: a browser is one, and takes a page of
   * everywhere to it, under whatever name.
   */
  THIS_MACHINE
}
