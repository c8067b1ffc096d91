package dev.holdfast.broker.queue;

/**
 * What became of one event for one client, as the store knows it.
 *
 * @param attempts how many to have it handled have failed
 * @param reason of a dead letter or a gap; else empty
 * @param atMs when it became one, in milliseconds since 1970; else 0
 */
public record Fate(ClientKey client, State state, int attempts, String reason, long atMs) {
  /** Where an event and a client stand. */
  public enum State {
    /** The client has acknowledged it. */
    ACKNOWLEDGED("acknowledged"),
    /** It is in the client's queue: to be delivered, or delivered and not acknowledged. */
    WAITING("waiting"),
    /** It was given up on, and can be replayed. */
    DEAD_LETTER("dead-letter"),
    /**
     * It was dropped from the client's queue by a limit, or lost with a room that the client may
     * not be in; the client is yet to acknowledge that.
     */
    GAP("gap"),
    /** Its time to live was over before the client acknowledged it. */
    EXPIRED("expired"),
    /** The client was away for too long, and is forgotten with its queue. */
    CLIENT_EXPIRED("client-expired"),
    /** It was not emitted to this client, or left it out. */
    NOT_FOR_IT("not-for-it");

    private final String word;

    State(String word) {
      this.word = word;
    }

    /** What operators are told. */
    public String word() {
      return word;
    }
  }

  static Fate of(ClientKey client, State state) {
    return new Fate(client, state, 0, "", 0);
  }
}
