package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The events of one group commit: what the shard writer hands to the lanes, once for all sessions,
 * and the unit of the tail. Immutable.
 */
final class Commit {
  private static final int COMMIT_BYTES = 200;

  private final long first;
  private final long last;
  private final List<Event> events;
  private final Map<Long, Indexes> byStream;
  private final List<Event> questions;
  private final int volatiles;
  private final long weight;
  private final long tailWeight;

  /**
   * Of the records from {@code first} to {@code last}, {@code events} are events.
   *
   * @param events in the order of their offsets
   */
  Commit(long first, long last, List<Event> events) {
    this.first = first;
    this.last = last;
    this.events = events;
    Map<Long, Indexes> byStream = new HashMap<>();
    List<Event> questions = new ArrayList<>(0);
    int volatiles = 0;
    long weight = COMMIT_BYTES;
    long tailWeight = COMMIT_BYTES;
    for (int i = 0; i < events.size(); i++) {
      Event event = events.get(i);
      for (long stream : event.streams()) {
        byStream.computeIfAbsent(stream, s -> new Indexes()).add(i);
      }
      if (event.question() != null) {
        questions.add(event);
      }
      if (event.isVolatile()) {
        volatiles++;
      }
      weight += event.weight();
      tailWeight += event.tailWeight();
    }
    byStream.values().forEach(Indexes::trim);
    this.byStream = byStream;
    this.questions = questions;
    this.volatiles = volatiles;
    this.weight = weight;
    this.tailWeight = tailWeight;
  }

  /** Those of one stream's events: a list of int. */
  private static final class Indexes {
    private int[] indexes = new int[1];
    private int size;

    void add(int index) {
      if (size == indexes.length) {
        indexes = Arrays.copyOf(indexes, size * 4);
      }
      indexes[size++] = index;
    }

    void trim() {
      indexes = Arrays.copyOf(indexes, size);
    }
  }

  long first() {
    return first;
  }

  long last() {
    return last;
  }

  /** How many of its records are events. */
  int size() {
    return events.size();
  }

  /** How many of the events are volatile. */
  int volatiles() {
    return volatiles;
  }

  /** Roughly the memory it holds on its way to the lanes, in bytes. */
  long weight() {
    return weight;
  }

  /** Roughly the most it comes to hold in the tail, once its events were delivered, in bytes. */
  long tailWeight() {
    return tailWeight;
  }

  /** The events that somebody waits for answers to: hardly ever any. */
  List<Event> questions() {
    return questions;
  }

  /** The streams it has events of. */
  Set<Long> streams() {
    return byStream.keySet();
  }

  Event event(int index) {
    return events.get(index);
  }

  /** Indexes of the events of any of these streams, each once, in order. */
  int[] eventsOf(Collection<Long> streams) {
    boolean fewer = streams.size() <= byStream.size();
    int[] found = {};
    int lists = 0;
    for (Long stream : fewer ? streams : byStream.keySet()) {
      Indexes list = fewer || streams.contains(stream) ? byStream.get(stream) : null;
      if (list != null) {
        found = lists++ == 0 ? list.indexes : concat(found, list.indexes);
      }
    }
    return lists < 2 ? found : Arrays.stream(found).sorted().distinct().toArray();
  }

  private static int[] concat(int[] one, int[] two) {
    int[] both = Arrays.copyOf(one, one.length + two.length);
    System.arraycopy(two, 0, both, one.length, two.length);
    return both;
  }
}
