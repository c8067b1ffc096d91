package dev.holdfast.broker.queue;

/** What a simulated operator has set: a room that expires, and limits as the seed has them. */
record SimPolicies(QueueLimits limits, long roomTtlMs) implements Policies {
  /** What is emitted to this room expires soon. */
  static final String EXPIRING_ROOM = "east";

  static final long ROOM_TTL_MS = 150;

  /** Who is away for so long is forgotten. */
  private static final long CLIENT_EXPIRY_MS = 100;

  static SimPolicies ofSeed(long seed) {
    QueueLimits.Overflow[] overflows = QueueLimits.Overflow.values();
    int chosen = (int) (seed % (overflows.length + 1));
    return new SimPolicies(
        chosen == overflows.length
            ? QueueLimits.NONE
            : new QueueLimits(1 + seed / 4 % 6, 0, seed % 3 * 100, overflows[chosen]),
        ROOM_TTL_MS);
  }

  @Override
  public RoomPolicy room(StreamName room) {
    return new RoomPolicy(room.name().equals(EXPIRING_ROOM) ? roomTtlMs : 0, 0, 0);
  }

  @Override
  public boolean roomsExpire() {
    return true;
  }

  @Override
  public QueueLimits limits(String namespace) {
    return limits;
  }

  @Override
  public RedeliveryPolicy redelivery(String namespace) {
    return Simulation.REDELIVERY;
  }

  @Override
  public long clientExpiryMs(String namespace) {
    return CLIENT_EXPIRY_MS;
  }
}
