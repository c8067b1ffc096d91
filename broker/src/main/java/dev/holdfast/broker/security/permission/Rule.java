package dev.holdfast.broker.security.permission;

import java.util.List;
import java.util.Set;

/**
 * What some clients may do in a namespace. Rules only ever add: what none allows is forbidden.
 *
 * @param who whom it is about; these may connect to the namespace at all
 * @param rooms what they may do with rooms
 * @param emit what they may emit, and to whom
 * @param shared client ids whose queue they may share
 * @param powers what else they may do
 */
public record Rule(
    Who who, Rooms rooms, List<EmitRule> emit, List<Pattern> shared, Set<Power> powers) {
  /** Copies the lists. */
  public Rule {
    emit = List.copyOf(emit);
    shared = List.copyOf(shared);
    powers = Set.copyOf(powers);
  }

  /**
   * What may be done with rooms.
   *
   * @param join rooms they may join
   * @param member rooms they may be in when a back-end has put them there
   * @param history rooms whose past they may read; the empty name is the past of what is for
   *     everyone
   */
  public record Rooms(List<Pattern> join, List<Pattern> member, List<Pattern> history) {
    /** Copies the lists. */
    public Rooms {
      join = List.copyOf(join);
      member = List.copyOf(member);
      history = List.copyOf(history);
    }
  }

  /**
   * Events that may be emitted, and to whom.
   *
   * @param events patterns of their names
   * @param to whom
   */
  public record EmitRule(List<Pattern> events, List<Target> to) {
    /** Copies the lists. */
    public EmitRule {
      events = List.copyOf(events);
      to = List.copyOf(to);
    }
  }

  /** What one may do or not, whatever it is about. */
  public enum Power {
    /** Act as a back-end of the namespace, where the configuration names it as one. */
    BACKEND("backend: true"),
    /** See, replay and purge the dead letters of other clients. */
    DEAD_LETTERS("admin: [dead-letters]"),
    /** Take back events that others have scheduled. */
    CANCEL("admin: [cancel]");

    private final String key;

    Power(String key) {
      this.key = key;
    }

    /** What a rule must say to give it. */
    public String key() {
      return key;
    }
  }
}
