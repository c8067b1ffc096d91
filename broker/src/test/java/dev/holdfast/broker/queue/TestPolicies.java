package dev.holdfast.broker.queue;

/** The same for all namespaces and rooms. */
record TestPolicies(RoomPolicy room, QueueLimits limits, RedeliveryPolicy redelivery)
    implements Policies {
  static TestPolicies of(RedeliveryPolicy redelivery) {
    return new TestPolicies(RoomPolicy.NONE, QueueLimits.NONE, redelivery);
  }

  @Override
  public RoomPolicy room(StreamName name) {
    return room;
  }

  @Override
  public boolean roomsExpire() {
    return room.ttlMs() > 0;
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
    return 0;
  }
}
