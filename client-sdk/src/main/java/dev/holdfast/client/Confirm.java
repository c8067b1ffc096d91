package dev.holdfast.client;

/**
 * The broker's word that it has an event, or a membership, on disk.
 *
 * @param position where it stands; opaque, equal only to itself; empty for a volatile event
 * @param dropped how many clients it was for and did not come to, their queues being full
 */
public record Confirm(String position, long dropped) {
  /** Of something that was dropped for nobody. */
  public Confirm(String position) {
    this(position, 0);
  }
}
