package dev.holdfast.broker.security;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** How often credentials were taken or not, since the start. Any thread. */
public final class AuthCounters {
  private final LongAdder known = new LongAdder();
  private final LongAdder undecided = new LongAdder();
  private final LongAdder ended = new LongAdder();
  private final Map<Refusal, LongAdder> refused = new EnumMap<>(Refusal.class);

  /** All at 0. */
  public AuthCounters() {
    for (Refusal refusal : Refusal.values()) {
      refused.put(refusal, new LongAdder());
    }
  }

  void count(AuthResult result) {
    if (result instanceof AuthResult.Refused no) {
      refuse(no.refusal());
    } else if (result instanceof AuthResult.Known) {
      known.increment();
    } else {
      undecided.increment();
    }
  }

  /** A credential was refused that nobody had to check, or for what it was shown for. */
  public void refuse(Refusal refusal) {
    of(refusal).increment();
  }

  /** A session was cut because its credential was over. */
  public void cut() {
    ended.increment();
  }

  private LongAdder of(Refusal refusal) {
    return Objects.requireNonNull(refused.get(refusal));
  }

  /** Credentials that were good. */
  public long known() {
    return known.sum();
  }

  /** Credentials that could not be checked, because there was too much to do or no keys. */
  public long undecided() {
    return undecided.sum();
  }

  /** Sessions that were cut because their credential was over. */
  public long cuts() {
    return ended.sum();
  }

  /** Credentials that were refused for this reason. */
  public long refused(Refusal refusal) {
    return of(refusal).sum();
  }
}
