package dev.holdfast.broker.queue;

import org.jspecify.annotations.Nullable;

/**
 * Whether the store may grow. While the disk is nearly full it may not: what clients ask for that
 * would make it larger is refused before it is submitted, and deliveries and acknowledgements,
 * which are what makes room, go on. Any thread.
 */
public final class Growth {
  /** Null while it may; read for each request, changed hardly ever. */
  private volatile Applied.@Nullable Refused refusal;

  /**
   * From now on it may not.
   *
   * @param why in words for a client: the reason, and what helps
   */
  public void stop(String why) {
    refusal = new Applied.Refused(Applied.Refusal.READ_ONLY, why);
  }

  /** From now on it may. */
  public void resume() {
    refusal = null;
  }

  /** Why this record of a client is not taken now; null when it is. */
  public Applied.@Nullable Refused refusal(LogRecord record) {
    Applied.Refused standing = refusal;
    return standing == null || !record.growsStore() ? null : standing;
  }
}
