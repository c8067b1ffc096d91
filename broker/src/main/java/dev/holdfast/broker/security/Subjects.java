package dev.holdfast.broker.security;

import dev.holdfast.broker.routing.Names;

/** Which subjects can be clients: the subject is the client's id. */
final class Subjects {
  private Subjects() {}

  /** Whether a client can have this id. */
  static boolean isLegal(String subject) {
    return Names.checkClientId(subject) == null;
  }
}
