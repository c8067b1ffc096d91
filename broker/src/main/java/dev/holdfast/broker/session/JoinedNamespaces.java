package dev.holdfast.broker.session;

import dev.holdfast.broker.limits.LimitExceeded;
import dev.holdfast.broker.limits.SessionLimits;
import dev.holdfast.broker.routing.NamespaceRules;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The namespaces that one connection has joined, with its session in each, and the places that
 * these take. Owned by the connection's lane.
 */
final class JoinedNamespaces {
  private final SessionLimits limits;
  private final Map<String, Member> joined = new HashMap<>(2);

  /** Those whose session we ended: what comes for them crossed with our DISCONNECT. */
  private final Set<String> dismissed = new HashSet<>(0);

  /**
   * A joined namespace.
   *
   * @param subject whose session it counts as; null for nobody's
   */
  record Member(Session session, Verbs verbs, @Nullable String subject) {}

  JoinedNamespaces(SessionLimits limits) {
    this.limits = limits;
  }

  boolean isEmpty() {
    return joined.isEmpty();
  }

  /** Null when it is not joined. */
  @Nullable Member in(String namespace) {
    return joined.get(namespace);
  }

  boolean wasDismissed(String namespace) {
    return dismissed.contains(namespace);
  }

  /** All of them; not to be kept while one is entered or left. */
  Collection<Member> members() {
    return joined.values();
  }

  /**
   * A session takes its place.
   *
   * @param subject whose it counts as; null for nobody's
   * @throws RequestException when there is none
   */
  void enter(Session session, NamespaceRules rules, @Nullable String subject)
      throws RequestException {
    String namespace = session.client().namespace();
    dismissed.remove(namespace);
    takePlace(subject);
    joined.put(namespace, new Member(session, new Verbs(session, rules), subject));
  }

  /** One that was dismissed counts too: it is remembered. */
  private void takePlace(@Nullable String subject) throws RequestException {
    try {
      limits.checkNamespaces(joined.size() + dismissed.size());
    } catch (LimitExceeded exceeded) {
      throw new RequestException(exceeded);
    }
    if (subject != null) {
      takePlaceOf(subject);
    }
  }

  /** Those of other connections end some time, also the ones whose clients are long gone. */
  private void takePlaceOf(String subject) throws RequestException {
    try {
      limits.enter(subject);
    } catch (LimitExceeded exceeded) {
      long own = joined.values().stream().filter(m -> subject.equals(m.subject())).count();
      throw limits.mayBegin((int) own)
          ? RequestException.untilOthersEnd(exceeded)
          : new RequestException(exceeded);
    }
  }

  /** A session is over, or about to be: its place is free. */
  void leave(String namespace) {
    Member member = joined.remove(namespace);
    if (member != null && member.subject() != null) {
      limits.leave(member.subject());
    }
  }

  /** A session was ended from this side: packets for it may still be on their way. */
  void dismiss(String namespace) {
    leave(namespace);
    dismissed.add(namespace);
  }

  /** The connection is over; returns whose sessions are to end. */
  List<Member> leaveAll() {
    List<Member> left = List.copyOf(joined.values());
    List.copyOf(joined.keySet()).forEach(this::leave);
    return left;
  }
}
