package dev.holdfast.it.flights;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** What goes wrong when: drawn from a seed, one fault at a time, spread over all flights. */
record FaultPlan(List<Step> steps) {
  /** What goes wrong; each fault lasts until the next one begins. */
  enum Fault {
    /** SIGKILL; the broker is started again at once. */
    KILL_BROKER(6),
    /** A group of clients is killed and comes back later. */
    KILL_CLIENTS(6),
    /** Some connections are reset. */
    CUT_SOME(12),
    /** The connections of a group go dead without a sign, and are reset later. */
    STALL(4);

    /** How often it occurs in a run. */
    final int times;

    Fault(int times) {
      this.times = times;
    }
  }

  /** A fault and the index of the flight before which it begins. */
  record Step(int beforeFlight, Fault fault) {}

  /** Draws a plan for this many flights. */
  static FaultPlan draw(Random random, int flights) {
    List<Fault> faults = new ArrayList<>();
    for (Fault fault : Fault.values()) {
      faults.addAll(Collections.nCopies(fault.times, fault));
    }
    Collections.shuffle(faults, random);
    int distance = flights / (faults.size() + 1);
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < faults.size(); i++) {
      steps.add(new Step(distance / 2 + i * distance + random.nextInt(distance), faults.get(i)));
    }
    return new FaultPlan(List.copyOf(steps));
  }
}
