package dev.holdfast.broker.queue;

/** How long a client is known. The codes stand in the storage format. */
public enum Lifetime {
  /** An anonymous client: it is forgotten when its session ends. */
  SESSION(0),
  /** A client that named itself: it stays. */
  DURABLE(1),
  /** An anonymous client that may recover: forgotten some time after its session has ended. */
  RECOVERABLE(2),
  /**
   * A back-end: it stays, and is not one of everyone. As on a Socket.IO server, what is emitted to
   * all is for the clients, not for the application that they are the clients of.
   */
  BACKEND(3),
  /** Not known any more, as it was away too long; what is left says so when it comes back. */
  EXPIRED(4);

  private final int code;

  Lifetime(int code) {
    this.code = code;
  }

  /** True when the client stays whether or not it has a session. */
  boolean stays() {
    return this == DURABLE || this == BACKEND;
  }

  /** False for clients of which it is not stored what they have acknowledged. */
  boolean hasLimits() {
    return this != SESSION;
  }

  int code() {
    return code;
  }

  static Lifetime of(int code) {
    for (Lifetime lifetime : values()) {
      if (lifetime.code == code) {
        return lifetime;
      }
    }
    throw new Store.StoreException("a stored client has the unknown lifetime " + code, null);
  }
}
