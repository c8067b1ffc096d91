package dev.holdfast.it.flights;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * What the client of one airport has been given, checked against what the promise allows: exactly
 * the airport's flights, first time in the publisher's order (P2, P4, P6); a flight again only on a
 * later connection, and only while its acknowledgement had not been receipted (P3). This is the
 * application's own memory, which outlives its connections and its crashes. Thread-safe.
 */
final class AirportBoard {
  private static final int MAX_VIOLATIONS = 20;
  private static final JsonMapper JSON = new JsonMapper();

  /** The flights before a place are acknowledged, as sent on the connection of this number. */
  record Acknowledged(int connection, int places) {}

  private final String airport;
  private final List<Flight> expected;
  private final Map<Flight, Integer> places = new HashMap<>();

  /** Guarded by this, as is all below. Flights before this place have all arrived. */
  private int arrived;

  /** Flights before this place are receipted. */
  private int settled;

  /** The place of the last flight on the current connection. */
  private int lastPlace = -1;

  private int connections;
  private int duplicates;
  private int closingCalls;
  private final List<String> violations = new ArrayList<>();

  /**
   * The board of an airport.
   *
   * @param published all flights, in the publisher's order
   */
  AirportBoard(String airport, List<Flight> published) {
    this.airport = airport;
    expected = published.stream().filter(flight -> flight.touches(airport)).toList();
    for (int place = 0; place < expected.size(); place++) {
      places.put(expected.get(place), place);
    }
  }

  String airport() {
    return airport;
  }

  /** The client has a new connection. */
  synchronized void connected() {
    connections++;
    lastPlace = -1;
  }

  /** The client was given a flight; it acknowledges it after this. */
  synchronized void arrived(Flight flight) {
    Integer place = places.get(flight);
    if (place == null) {
      violate("not its own: " + flight);
      return;
    }
    if (place <= lastPlace) {
      violate("place %d after %d on one connection".formatted(place, lastPlace));
    }
    lastPlace = place;
    if (place < arrived) {
      arrivedAgain(place);
    } else {
      arrivedFirst(place);
    }
  }

  /** An event of the airport's room came. */
  void show(String event, JsonNode arguments) {
    if (event.equals(FlightPublisher.CLOSING_CALL)) {
      closingCall();
      return;
    }
    try {
      arrived(JSON.treeToValue(arguments.path(0), Flight.class));
    } catch (JsonProcessingException e) {
      throw new AssertionError("not a flight: " + event + arguments, e);
    }
  }

  /** Everything that has arrived so far is acknowledged for certain: nothing may come again. */
  synchronized void settle() {
    settled = arrived;
  }

  /**
   * What the client has acknowledged on its current connection by now, and on earlier ones for
   * certain: replay begins with what it had not.
   */
  synchronized Acknowledged acknowledged() {
    return new Acknowledged(connections, lastPlace + 1);
  }

  /**
   * The broker has receipted what was acknowledged then: nothing of it may come again. Counts only
   * on the same connection, where the broker has read the acknowledgements before it answered.
   *
   * @return whether it counts
   */
  synchronized boolean receipted(Acknowledged then) {
    if (then.connection != connections) {
      return false;
    }
    settled = Math.max(settled, then.places);
    return true;
  }

  /** The event that tells an airport that no flight comes any more. */
  synchronized void closingCall() {
    closingCalls++;
    notifyAll();
  }

  /** Waits until every flight is there; returns whether it is. */
  synchronized boolean awaitComplete(long deadlineNanos) {
    return await(deadlineNanos, () -> arrived == expected.size());
  }

  /** Waits for a closing call; returns whether it came. */
  synchronized boolean awaitClosingCall(long deadlineNanos) {
    return await(deadlineNanos, () -> closingCalls > 0);
  }

  /** What broke the promise, with what is missing; empty when it was kept. */
  synchronized List<String> violations() {
    List<String> all = new ArrayList<>(violations);
    if (arrived < expected.size()) {
      all.add("%s: has %d of %d flights".formatted(airport, arrived, expected.size()));
    }
    return all;
  }

  synchronized int connections() {
    return connections;
  }

  synchronized int duplicates() {
    return duplicates;
  }

  private void arrivedFirst(int place) {
    if (place > arrived) {
      violate("place %d came before %d to %d".formatted(place, arrived, place - 1));
    }
    arrived = place + 1;
    notifyAll();
  }

  private void arrivedAgain(int place) {
    duplicates++;
    if (place < settled) {
      violate("place %d came again after its ack was receipted".formatted(place));
    }
  }

  private void violate(String what) {
    if (violations.size() < MAX_VIOLATIONS) {
      violations.add(airport + ": " + what);
    }
  }

  private boolean await(long deadlineNanos, BooleanSupplier condition) {
    try {
      while (!condition.getAsBoolean()) {
        long leftMs = (deadlineNanos - System.nanoTime()) / 1_000_000;
        if (leftMs <= 0) {
          return false;
        }
        wait(leftMs);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
