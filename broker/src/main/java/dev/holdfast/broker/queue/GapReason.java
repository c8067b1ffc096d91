package dev.holdfast.broker.queue;

/** Why events were dropped before they were acknowledged. The codes stand in the storage format. */
public enum GapReason {
  /** Their time to live was over. */
  EXPIRED(1, "expired"),
  /** The queue held too many events. */
  QUEUE_EVENTS(2, "queue-events"),
  /** The queue held too many bytes. */
  QUEUE_BYTES(3, "queue-bytes"),
  /** They had waited too long in the queue. */
  QUEUE_AGE(4, "queue-age"),
  /** The client was away too long, and was forgotten. */
  CLIENT_EXPIRED(5, "client-expired"),
  /** The store was restored from a backup that is older. */
  RESTORED(6, "restored"),
  /** The client may not be in the room any more. */
  NOT_PERMITTED(7, "not-permitted"),
  /** An operator purged the queue. */
  PURGED(8, "purged");

  private final int code;
  private final String word;

  GapReason(int code, String word) {
    this.code = code;
    this.word = word;
  }

  /** What clients are told. */
  public String word() {
    return word;
  }

  int code() {
    return code;
  }

  static GapReason of(int code) {
    for (GapReason reason : values()) {
      if (reason.code == code) {
        return reason;
      }
    }
    throw new Store.StoreException("a stored gap has the unknown reason " + code, null);
  }
}
