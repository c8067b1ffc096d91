package dev.holdfast.proof.load;

import java.util.List;

/**
 * What one client of the load does.
 *
 * @param client its id
 * @param mode how it acknowledges
 * @param rooms those it joins at first
 * @param churns whether it leaves rooms and joins them again all the time
 * @param resends by what its emits are known when it sends them again
 */
record Role(String client, Mode mode, List<String> rooms, boolean churns, Resends resends) {
  /** The acknowledgement modes of the wire. */
  enum Mode {
    EACH,
    BATCH,
    AUTO,
    OFFSET;

    String onWire() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** By what a resend is known; NEVER: this client does not emit. */
  enum Resends {
    NEVER,
    BY_SEQUENCE,
    BY_ID
  }
}
