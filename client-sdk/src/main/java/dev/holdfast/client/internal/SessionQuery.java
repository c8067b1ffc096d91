package dev.holdfast.client.internal;

import dev.holdfast.client.FetchedSession;
import dev.holdfast.client.Session;
import dev.holdfast.client.Target.Names;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The sessions that an emitter names. The broker lists those of a room, or all. */
final class SessionQuery {
  /** How many are changed at a time, so as not to take all the room for unconfirmed requests. */
  private static final int AT_A_TIME = 100;

  private final BackendCalls calls;
  private final Names to;
  private final Names except;

  /** For no names in {@code to}: everyone. */
  SessionQuery(BackendCalls calls, Names to, Names except) {
    this.calls = calls;
    this.to = to;
    this.except = except;
  }

  CompletionStage<List<FetchedSession>> fetch() {
    boolean roomsOnly = to.clients().isEmpty() && to.sessions().isEmpty();
    if (to.isEmpty() || !roomsOnly) {
      return Stages.mapped(calls.sessions(), all -> chosen(List.of(all)));
    }
    return Stages.mapped(
        Stages.all(to.rooms().stream().map(calls::sessions).toList()), this::chosen);
  }

  private List<FetchedSession> chosen(List<List<FetchedSession>> lists) {
    Set<FetchedSession> chosen = new LinkedHashSet<>();
    for (List<FetchedSession> list : lists) {
      for (FetchedSession session : list) {
        if ((to.isEmpty() || names(to, session)) && !names(except, session)) {
          chosen.add(session);
        }
      }
    }
    return List.copyOf(chosen);
  }

  private static boolean names(Names names, FetchedSession session) {
    return names.sessions().contains(session.sid())
        || names.rooms().contains(session.sid()) // a sid is a room of its own
        || session.clientId().filter(names.clients()::contains).isPresent()
        || !Collections.disjoint(names.rooms(), session.fetchedRooms());
  }

  /** Changes each of them; one that is over meanwhile needs no change. */
  CompletionStage<Void> forEach(Function<Session, CompletionStage<Void>> change) {
    return Stages.then(fetch(), sessions -> changeFrom(0, sessions, change));
  }

  private CompletionStage<@Nullable Void> changeFrom(
      int first, List<FetchedSession> sessions, Function<Session, CompletionStage<Void>> change) {
    if (first >= sessions.size()) {
      return CompletableFuture.completedFuture(null);
    }
    int next = Math.min(first + AT_A_TIME, sessions.size());
    List<CompletionStage<@Nullable Void>> some = new ArrayList<>();
    for (Session session : sessions.subList(first, next)) {
      some.add(Stages.unlessRefused(DefaultSession.UNKNOWN, change.apply(session)));
    }
    return Stages.then(Stages.all(some), done -> changeFrom(next, sessions, change));
  }
}
