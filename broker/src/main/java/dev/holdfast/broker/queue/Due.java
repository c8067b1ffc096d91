package dev.holdfast.broker.queue;

/**
 * What is due at a time; the earliest comes first.
 *
 * @param atMs milliseconds since 1970
 * @param number tells apart, and puts in order, what is due at once
 */
record Due(long atMs, long number) implements Comparable<Due> {
  @Override
  public int compareTo(Due other) {
    int time = Long.compare(atMs, other.atMs);
    return time != 0 ? time : Long.compare(number, other.number);
  }
}
