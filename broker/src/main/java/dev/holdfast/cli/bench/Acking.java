package dev.holdfast.cli.bench;

import java.util.Locale;

/** How subscribers acknowledge: the modes of docs/protocol.md that a load generator can follow. */
public enum Acking {
  /** By the pongs alone. */
  AUTO,
  /** By the ack function of every event. */
  EACH,
  /** By one cumulative {@code $ack} for all that was read in one turn of the event loop. */
  BATCH;

  /** As the CONNECT payload and the command line spell it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
