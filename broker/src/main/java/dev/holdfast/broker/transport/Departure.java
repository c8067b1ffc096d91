package dev.holdfast.broker.transport;

/**
 * How sessions are to be closed that are to come back.
 *
 * @param periodMs over how long, in milliseconds
 * @param comeBackMs when each is to come back after it was closed, in milliseconds: the same for
 *     all, so that they come back spread as they left
 * @param settled knows when what a session has asked for is answered
 */
public record Departure(long periodMs, long comeBackMs, Settled settled) {
  /** Tells a lane when it has answered everything. */
  @FunctionalInterface
  public interface Settled {
    /**
     * Has the action run on the lane once everything is answered that its sessions asked for until
     * now; never where nothing is answered any more.
     */
    void then(int lane, Runnable action);
  }
}
