package dev.holdfast.broker.limits;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What sessions may take, and who hears of it when they want more. Any thread. */
public final class SessionLimits {
  /** How long a refused session may as well wait: others have to end first. */
  private static final long FULL_RETRY_MS = 5000;

  /**
   * What an operator sets.
   *
   * @param events packets of one connection that ask for something
   * @param maxDelayMs how long on end a client that is too fast is slowed down, before it is
   *     refused what is too much
   * @param maxRooms of one client
   * @param maxNamespaces on one connection
   * @param maxSessions of one subject
   */
  public record Settings(
      Rate events, long maxDelayMs, int maxRooms, int maxNamespaces, int maxSessions) {}

  private final Settings settings;
  private final LimitListener listener;
  private final SubjectCounts subjects;

  /** No session stands. */
  public SessionLimits(Settings settings, LimitListener listener) {
    this.settings = settings;
    this.listener = listener;
    this.subjects = new SubjectCounts(settings.maxSessions());
  }

  /** None at all. */
  public static SessionLimits none() {
    int any = Integer.MAX_VALUE;
    return new SessionLimits(new Settings(Rate.UNLIMITED, 0, any, any, any), LimitListener.NONE);
  }

  /** The limit of one connection's events; null where there is none. */
  public @Nullable EventRate events(long nowNanos) {
    if (!settings.events().isLimited()) {
      return null;
    }
    long patienceNanos = TimeUnit.MILLISECONDS.toNanos(settings.maxDelayMs());
    return new EventRate(settings.events(), patienceNanos, listener, nowNanos);
  }

  /** Whether a client that is in so many rooms may join one more. */
  public boolean mayJoin(int held) {
    return held < settings.maxRooms();
  }

  /** A client that may not join one more room wants to. */
  public LimitExceeded tooManyRooms() {
    return exceeded(Limit.ROOMS);
  }

  /**
   * A connection wants to join one more namespace.
   *
   * @throws LimitExceeded when it has joined as many as it may
   */
  public void checkNamespaces(int joined) throws LimitExceeded {
    if (joined >= settings.maxNamespaces()) {
      throw exceeded(Limit.NAMESPACES);
    }
  }

  /**
   * A subject begins a session; {@link #leave} follows when it is over.
   *
   * @throws LimitExceeded when it has as many as it may
   */
  public void enter(String subject) throws LimitExceeded {
    if (!subjects.enter(subject)) {
      throw exceeded(Limit.SESSIONS);
    }
  }

  /** Whether a subject that has so many sessions may have one more. */
  public boolean mayBegin(int held) {
    return held < settings.maxSessions();
  }

  /** A session of the subject is over that had entered. */
  public void leave(String subject) {
    subjects.leave(subject);
  }

  /** Somebody ran into a limit that is another's to watch. */
  public void hit(Limit limit) {
    listener.hit(limit);
  }

  private LimitExceeded exceeded(Limit limit) {
    listener.hit(limit);
    return new LimitExceeded(limit, FULL_RETRY_MS);
  }
}
