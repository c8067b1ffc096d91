package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The clients that are away and can still recover their session, the longest away first. In memory
 * only: after a restart all of them are given their time anew. Owned by the shard writer.
 *
 * <p>The clock is the ticks': who goes between two of them is taken to have gone at the second, so
 * that nobody is given less than the time set.
 */
final class Expiries {
  /** After many have gone at once their end must not hold up a commit. */
  private static final int MAX_DUE = 1_000;

  private final RecoverySettings settings;

  /** When each has gone, in ms of the ticks' clock, in that order. */
  private final Map<ClientKey, Long> away = new LinkedHashMap<>();

  /** Gone since the last tick. */
  private final Set<ClientKey> fresh = new LinkedHashSet<>();

  Expiries(RecoverySettings settings) {
    this.settings = settings;
  }

  /**
   * A client has gone.
   *
   * @return the one that is given up for it, or null
   */
  @Nullable ClientKey gone(ClientKey client) {
    fresh.add(client);
    if (size() <= settings.maxAwayClients()) {
      return null;
    }
    Iterator<ClientKey> eldest = (away.isEmpty() ? fresh : away.keySet()).iterator();
    ClientKey givenUp = eldest.next();
    eldest.remove();
    return givenUp;
  }

  /** A client is back. */
  void back(ClientKey client) {
    away.remove(client);
    fresh.remove(client);
  }

  /** Time has come this far, in ms; returns those whose time is over, which are not known after. */
  List<ClientKey> tick(long nowMs) {
    List<ClientKey> due = new ArrayList<>();
    Iterator<Map.Entry<ClientKey, Long>> eldestFirst = away.entrySet().iterator();
    while (due.size() < MAX_DUE && eldestFirst.hasNext()) {
      Map.Entry<ClientKey, Long> eldest = eldestFirst.next();
      if (nowMs - eldest.getValue() < settings.maxDisconnectionMs()) {
        break;
      }
      due.add(eldest.getKey());
      eldestFirst.remove();
    }
    fresh.forEach(client -> away.put(client, nowMs));
    fresh.clear();
    return due;
  }

  /** How many are away. */
  int size() {
    return away.size() + fresh.size();
  }
}
