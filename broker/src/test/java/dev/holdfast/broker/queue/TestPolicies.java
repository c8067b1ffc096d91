package dev.holdfast.broker.queue;

/** The same for all rooms and namespaces. */
record TestPolicies(RoomPolicy rooms, long clientExpiryMs) implements Policies {
  static final TestPolicies NONE = new TestPolicies(RoomPolicy.NONE, 0);

  TestPolicies withRooms(RoomPolicy policy) {
    return new TestPolicies(policy, clientExpiryMs);
  }

  TestPolicies withClientExpiryMs(long expiryMs) {
    return new TestPolicies(rooms, expiryMs);
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
    return QueueLimits.NONE;
  }

  @Override
  public RedeliveryPolicy redelivery(String namespace) {
    return RedeliveryPolicy.NONE;
  }

  @Override
  public long clientExpiryMs(String namespace) {
    return clientExpiryMs;
  }
}
