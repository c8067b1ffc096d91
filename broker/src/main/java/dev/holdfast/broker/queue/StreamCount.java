package dev.holdfast.broker.queue;

/**
 * So many events of a stream.
 *
 * @param events how many
 * @param bytes what they take in their rows, before compression
 */
public record StreamCount(long events, long bytes) {
  static final StreamCount NONE = new StreamCount(0, 0);

  StreamCount plus(StreamCount more) {
    return new StreamCount(events + more.events, bytes + more.bytes);
  }

  StreamCount minus(StreamCount less) {
    return new StreamCount(events - less.events, bytes - less.bytes);
  }
}
