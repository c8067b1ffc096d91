package dev.holdfast.broker.queue;

/** No policies but how much publishers may ask for. */
record LimitedEmits(EmitLimits emits) implements Policies {
  @Override
  public RoomPolicy room(StreamName room) {
    return RoomPolicy.NONE;
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
    return 0;
  }

  @Override
  public boolean roomsExpire() {
    return false;
  }
}
