package dev.holdfast.broker.queue;

/** The same for all rooms and namespaces. */
record TestPolicies(
    RoomPolicy rooms, QueueLimits limits, RedeliveryPolicy redelivery, long clientExpiryMs)
    implements Policies {
  static final TestPolicies NONE =
      new TestPolicies(RoomPolicy.NONE, QueueLimits.NONE, RedeliveryPolicy.NONE, 0);

  static TestPolicies of(RedeliveryPolicy redelivery) {
    return new TestPolicies(RoomPolicy.NONE, QueueLimits.NONE, redelivery, 0);
  }

  TestPolicies withRooms(RoomPolicy policy) {
    return new TestPolicies(policy, limits, redelivery, clientExpiryMs);
  }

  TestPolicies withClientExpiryMs(long expiryMs) {
    return new TestPolicies(rooms, limits, redelivery, expiryMs);
  }

  @Override
  public RoomPolicy room(StreamName room) {
    return rooms;
  }

  @Override
  public boolean roomsExpire() {
    return rooms.ttlMs() > 0;
  }

  @Override
  public QueueLimits limits(String namespace) {
    return limits;
  }

  @Override
  public RedeliveryPolicy redelivery(String namespace) {
    return redelivery;
  }

  @Override
  public long clientExpiryMs(String namespace) {
    return clientExpiryMs;
  }
}
