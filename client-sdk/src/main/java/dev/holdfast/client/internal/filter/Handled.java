package dev.holdfast.client.internal.filter;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * What was handled, by position: of each history all up to an offset, and single later ones.
 * Bounded: of the later ones the earliest are forgotten when there are too many, and of the
 * histories (a restored broker begins another) the one that was in use the longest ago. Pure. Not
 * thread-safe.
 */
final class Handled {
  private static final int MAX_HISTORIES = 16;

  private final int capacity;
  private final Map<String, History> histories = new LinkedHashMap<>(16, 0.75f, true);
  private int later;

  /** With room for so many single positions. */
  Handled(int capacity) {
    this.capacity = capacity;
  }

  boolean contains(Offset offset) {
    History history = histories.get(offset.history());
    return history != null
        && (offset.number() <= history.upTo || history.later.contains(offset.number()));
  }

  /** Notes one; false when it was known. */
  boolean add(Offset offset) {
    if (contains(offset)) {
      return false;
    }
    if (later >= capacity) {
      forgetOne();
    }
    history(offset.history()).later.add(offset.number());
    later++;
    return true;
  }

  /** Forgets a single one, which will not be asked for again. */
  void remove(Offset offset) {
    History history = histories.get(offset.history());
    if (history != null && history.later.remove(offset.number())) {
      later--;
    }
  }

  /** Notes all up to this one; false when that was known. */
  boolean addUpTo(Offset offset) {
    History history = history(offset.history());
    if (offset.number() <= history.upTo) {
      return false;
    }
    history.upTo = offset.number();
    NavigableSet<Long> covered = history.later.headSet(offset.number(), true);
    later -= covered.size();
    covered.clear();
    return true;
  }

  private History history(String name) {
    History known = histories.get(name);
    if (known != null) {
      return known;
    }
    if (histories.size() >= MAX_HISTORIES) {
      Iterator<History> eldest = histories.values().iterator();
      later -= eldest.next().later.size();
      eldest.remove();
    }
    History begun = new History();
    histories.put(name, begun);
    return begun;
  }

  private void forgetOne() {
    for (History history : histories.values()) {
      if (history.later.pollFirst() != null) {
        later--;
        return;
      }
    }
  }

  /** How many single positions there are. */
  int size() {
    return later;
  }

  /** All of it, as the records that make it again; the history in use last is the last. */
  List<HandledRecord> records() {
    List<HandledRecord> records = new ArrayList<>();
    histories.forEach(
        (name, history) -> {
          records.add(new HandledRecord(true, new Offset(name, history.upTo)));
          history.later.forEach(
              number -> records.add(new HandledRecord(false, new Offset(name, number))));
        });
    return records;
  }

  /** Takes a record in. */
  void apply(HandledRecord record) {
    if (record.allUpTo()) {
      addUpTo(record.offset());
    } else {
      add(record.offset());
    }
  }

  private static final class History {
    private final NavigableSet<Long> later = new TreeSet<>();
    private long upTo = -1;
  }
}
