package dev.holdfast.broker.security.permission;

/** What one client may do in one namespace. Immutable; any thread. */
public interface Grants {
  /** Everything: while authentication is off. */
  Grants ALL = new AllGrants();

  /** True when nothing is forbidden, so that nothing need be asked. */
  boolean isEverything();

  /** True when it may connect to the namespace. */
  boolean mayConnect();

  /** True when it may make itself a member of a room. */
  boolean mayJoin(String room);

  /** True when it may be a member of a room, however it became one. */
  boolean mayBeIn(String room);

  /** True when it may read what a room held; of everyone's events, for the empty name. */
  boolean mayReadHistory(String room);

  /**
   * True when it may emit.
   *
   * @param event the event's name
   * @param kind what the target is, never {@link Target.Kind#ANY}
   * @param name the room, the client id or the sid; empty for everyone
   */
  boolean mayEmit(String event, Target.Kind kind, String name);

  /** True when it may share the queue of this client id. */
  boolean mayShare(String clientId);

  /** True when it has this power. */
  boolean has(Rule.Power power);
}
