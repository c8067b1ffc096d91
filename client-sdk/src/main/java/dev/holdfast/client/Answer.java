package dev.holdfast.client;

import java.util.Optional;

/** What one session passed to its ack function. Immutable. */
public interface Answer extends Arguments {
  /** The session. */
  String sid();

  /** Its client, if that has a name. */
  Optional<String> clientId();
}
