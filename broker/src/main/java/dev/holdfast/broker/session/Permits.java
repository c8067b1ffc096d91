package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.Audience;
import dev.holdfast.broker.queue.Place;
import dev.holdfast.broker.queue.StreamName;
import dev.holdfast.broker.routing.Backends;
import dev.holdfast.broker.security.Principal;
import dev.holdfast.broker.security.permission.CurrentPermissions;
import dev.holdfast.broker.security.permission.Grants;
import dev.holdfast.broker.security.permission.Rule;
import dev.holdfast.broker.security.permission.Target;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one session may do. Every verb asks here before it does anything; what is not allowed is
 * refused as {@code forbidden}, with what a rule would have to say. A change of the permission file
 * holds from the next question on. Owned by the session's lane, but for {@link #mayBeIn}.
 */
final class Permits {
  /** How many answers about emits are kept; a client that has more targets is judged anew. */
  private static final int MAX_VERDICTS = 32;

  /** The longest event name that is kept, or shown in a message, in characters. */
  private static final int MAX_SHOWN = 100;

  private final String namespace;

  /** Null while authentication is off: then everybody may do everything. */
  private final @Nullable CurrentPermissions permissions;

  /** Written by the lane alone. */
  private volatile Held held;

  /** About emits, as of {@link #held}. */
  private final Map<EmitTo, Boolean> verdicts = new HashMap<>(0);

  /** What was found for a client, in which version of the permissions. */
  private record Held(Principal principal, long version, Grants grants) {
    static Held of(Principal principal, String namespace, CurrentPermissions permissions) {
      CurrentPermissions.Version now = permissions.get();
      return new Held(principal, now.number(), now.permissions().of(principal, namespace));
    }
  }

  private record EmitTo(String event, Target.Kind kind, String name) {}

  private Permits(String namespace, @Nullable CurrentPermissions permissions, Held held) {
    this.namespace = namespace;
    this.permissions = permissions;
    this.held = held;
  }

  /**
   * Of a session in a namespace.
   *
   * @param permissions null while authentication is off, as is {@code principal}
   */
  static Permits of(
      String namespace, @Nullable CurrentPermissions permissions, @Nullable Principal principal) {
    if (permissions == null) {
      return new Permits(namespace, null, new Held(Principal.anonymous(), 0, Grants.ALL));
    }
    Principal who = principal == null ? Principal.anonymous() : principal;
    return new Permits(namespace, permissions, Held.of(who, namespace, permissions));
  }

  /** The client has shown another credential, of the same subject. */
  void renewed(Principal principal) {
    if (permissions != null) {
      hold(Held.of(principal, namespace, permissions));
    }
  }

  private void hold(Held now) {
    held = now;
    verdicts.clear();
  }

  /** As of now. */
  private Grants grants() {
    if (permissions != null && held.version() != permissions.get().number()) {
      hold(Held.of(held.principal(), namespace, permissions));
    }
    return held.grants();
  }

  /** True where permissions are asked for at all. */
  boolean isOn() {
    return permissions != null;
  }

  /** The session may be there: before it is attached, and whenever permissions change. */
  void connect(ConnectRequest request, Backends backends) throws RequestException {
    Grants grants = grants();
    if (!grants.mayConnect()) {
      throw forbidden("connect: no rule is about this client");
    }
    String clientId = request.clientId();
    if (request.shared() && clientId != null && !grants.mayShare(clientId)) {
      throw forbidden("share a queue: 'shared' must have '" + clientId + "'");
    }
    if (backends.contains(clientId)) {
      power(Rule.Power.BACKEND, "connect as the back-end '" + clientId + "'");
    }
  }

  /** A new queue may begin in the past of what is for everyone. */
  void connectInThePast(ConnectRequest request) throws RequestException {
    if (!request.from().equals(Place.LATEST) && !grants().mayReadHistory("")) {
      throw forbidden("begin in the past with 'from': 'history' must have '' (everyone) or '*'");
    }
  }

  /**
   * The client may join a room.
   *
   * @param isSidOfAnother the room is named by the sid of another client's session, which may be
   *     emitted to like a room: who joined it would get what is for that session
   */
  void join(String room, boolean isSidOfAnother) throws RequestException {
    if (isOn() && isSidOfAnother) {
      throw new RequestException(
          ErrorCode.FORBIDDEN, "the room '" + room + "' is another client's session");
    }
    if (!grants().mayJoin(room)) {
      throw forbidden("join the room '" + room + "': 'join' must have it");
    }
  }

  /** The client may be a member of a room, however it became one. Any thread. */
  boolean mayBeIn(String room) {
    Held now = held;
    if (permissions != null && now.version() != permissions.get().number()) {
      now = Held.of(now.principal(), namespace, permissions);
    }
    return now.grants().mayBeIn(room);
  }

  /** The client may read what a room held. */
  void history(String room) throws RequestException {
    if (!grants().mayReadHistory(room)) {
      throw forbidden("read what the room '" + room + "' held: 'history' must have it");
    }
  }

  /**
   * The client may emit an event to all of its targets. The rooms it leaves out are asked about as
   * well: who is left out can be found out from a receipt.
   *
   * @return false when a room that is named by a sid is to be no more than a room: the client may
   *     not emit to sessions
   */
  boolean emit(String event, Audience audience) throws RequestException {
    if (!isOn()) {
      return true;
    }
    Grants grants = grants();
    for (StreamName target : audience.targets()) {
      check(grants, event, kind(target), target.name());
    }
    for (String room : audience.exceptRooms()) {
      check(grants, event, Target.Kind.ROOM, room);
    }
    return may(grants, event, Target.Kind.SESSION, "");
  }

  private void check(Grants grants, String event, Target.Kind kind, String name)
      throws RequestException {
    if (!may(grants, event, kind, name)) {
      throw forbidden(
          "emit '%s' to %s: 'emit' must have the event, and the target in 'to'"
              .formatted(shortened(event), word(kind, name)));
    }
  }

  private boolean may(Grants grants, String event, Target.Kind kind, String name) {
    EmitTo question = new EmitTo(event, kind, kind == Target.Kind.SESSION ? "" : name);
    Boolean known = verdicts.get(question);
    if (known == null) {
      if (verdicts.size() >= MAX_VERDICTS) {
        verdicts.clear();
      }
      known = grants.mayEmit(event, kind, question.name());
      if (event.length() <= MAX_SHOWN) {
        verdicts.put(question, known);
      }
    }
    return known;
  }

  private static Target.Kind kind(StreamName target) {
    return switch (target.kind()) {
      case ROOM -> Target.Kind.ROOM;
      case INBOX -> Target.Kind.CLIENT;
      case SESSION -> Target.Kind.SESSION;
      case EVERYONE -> Target.Kind.EVERYONE;
    };
  }

  /** As a rule would write it. */
  private static String word(Target.Kind kind, String name) {
    return switch (kind) {
      case ROOM -> "room:" + name;
      case CLIENT -> "client:" + name;
      case SESSION -> "sessions";
      case EVERYONE -> "everyone";
      case ANY -> "*";
    };
  }

  private static String shortened(String event) {
    return event.length() <= MAX_SHOWN ? event : event.substring(0, MAX_SHOWN) + "...";
  }

  /** The session may act as a back-end, which the configuration says it is. */
  void backend(String what) throws RequestException {
    power(Rule.Power.BACKEND, what);
  }

  /** The client may see and change the dead letters of others. */
  void deadLettersOfOthers(boolean isBackend) throws RequestException {
    if (isOn()) {
      power(Rule.Power.DEAD_LETTERS, "use $deadLetters of others");
    } else if (!isBackend) {
      throw new RequestException(
          ErrorCode.FORBIDDEN, "$deadLetters of others is for the back-ends of the namespace");
    }
  }

  /** True when the client may take back what others have scheduled. */
  boolean mayCancelForOthers(boolean isBackend) {
    return isOn() ? grants().has(Rule.Power.CANCEL) : isBackend;
  }

  private void power(Rule.Power power, String what) throws RequestException {
    if (!grants().has(power)) {
      throw forbidden(what + ": a rule must say " + power.key());
    }
  }

  /**
   * A refusal.
   *
   * @param what was asked for, and what the permission file would have to say
   */
  private RequestException forbidden(String what) {
    return new RequestException(
        ErrorCode.FORBIDDEN, "this client may not, in the namespace " + namespace + ", " + what);
  }
}
