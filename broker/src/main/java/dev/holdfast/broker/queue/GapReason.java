package dev.holdfast.broker.queue;

/** Why events were dropped from a queue. The codes stand in the storage format. */
public enum GapReason {
  /** Their time to live was over before they were acknowledged. */
  EXPIRED(0, "expired"),
  /** More events waited than the limit. */
  QUEUE_EVENTS(1, "queue-events"),
  /** More bytes waited than the limit. */
  QUEUE_BYTES(2, "queue-bytes"),
  /** They had waited longer than the limit. */
  QUEUE_AGE(3, "queue-age"),
  /** The client was away for so long that it was forgotten. */
  CLIENT_EXPIRED(4, "client-expired"),
  /** The broker goes on from a backup that does not hold them. */
  RESTORED(5, "restored");

  private final int code;
  private final String label;

  GapReason(int code, String label) {
    this.code = code;
    this.label = label;
  }

  int code() {
    return code;
  }

  /** As it stands on the wire. */
  public String label() {
    return label;
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
