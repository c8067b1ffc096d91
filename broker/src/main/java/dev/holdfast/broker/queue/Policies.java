package dev.holdfast.broker.queue;

/** What an operator sets for queues and rooms. The same for as long as a core runs; any thread. */
public interface Policies {
  /** Nothing expires and nothing is limited. */
  Policies NONE =
      new Policies() {
        @Override
        public RoomPolicy room(StreamName room) {
          return RoomPolicy.NONE;
        }

        @Override
        public boolean roomsExpire() {
          return false;
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
      };

  /** Of a room, or of all that is for everyone in a namespace. */
  RoomPolicy room(StreamName room);

  /** False when no room of any namespace has a time to live. */
  boolean roomsExpire();

  /** Of the queue of each client of a namespace. */
  QueueLimits limits(String namespace);

  /** Of what clients of a namespace do not acknowledge. */
  RedeliveryPolicy redelivery(String namespace);

  /**
   * How long a durable client of a namespace may be away before it is forgotten, in milliseconds; 0
   * for ever.
   */
  long clientExpiryMs(String namespace);

  /** Of what publishers ask for. */
  default EmitLimits emits() {
    return EmitLimits.DEFAULT;
  }
}
