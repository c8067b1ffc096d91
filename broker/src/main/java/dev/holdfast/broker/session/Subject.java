package dev.holdfast.broker.session;

import org.jspecify.annotations.Nullable;

/**
 * Whom a back-end means: one session, or a client with all its sessions.
 *
 * @param isSession which of the two
 * @param name the sid or the client id, as it was given: not checked
 */
record Subject(boolean isSession, String name) {
  /** Picks the keys {@code session} and {@code client} out of a request. */
  static final class Reader {
    private @Nullable String session;
    private @Nullable String client;

    /** True when the key was one of the two, and its value is taken. */
    boolean take(RequestReader in, String key) throws RequestException {
      switch (key) {
        case "session" -> session = in.text(key);
        case "client" -> client = in.text(key);
        default -> {
          return false;
        }
      }
      return true;
    }

    /** Null when neither key was there. */
    @Nullable Subject orNull(RequestReader in) throws RequestException {
      if (session != null && client != null) {
        throw in.wrong("takes one of the keys 'session' and 'client'");
      }
      return session != null
          ? new Subject(true, session)
          : client != null ? new Subject(false, client) : null;
    }

    Subject get(RequestReader in) throws RequestException {
      Subject subject = orNull(in);
      if (subject == null) {
        throw in.wrong("needs the key 'session' or 'client'");
      }
      return subject;
    }
  }
}
