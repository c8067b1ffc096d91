package dev.holdfast.broker.queue;

import java.util.List;

/**
 * The histories that a store goes back to. A restored store begins a history of its own, which it
 * shares, up to where its backup was taken, with the store it came from. An offset belongs to the
 * history in which it was written, and keeps that history's name: so a position means the same
 * event for ever, and one that a client holds from after the backup is known to be of an event that
 * this store does not have. Immutable; used by any thread.
 */
public final class Lineage {
  private final int epoch;
  private final List<Ancestor> ancestors;

  /** Prefixes of the positions of each ancestor, in their order, and of this history's own. */
  private final String[] prefixes;

  /** The last offset that belongs to an ancestor; 0 when there is none. */
  private final long inherited;

  /**
   * An earlier history.
   *
   * @param upTo the last offset that was taken over from it
   */
  public record Ancestor(int epoch, long upTo) {}

  private Lineage(int epoch, List<Ancestor> ancestors) {
    this.epoch = epoch;
    this.ancestors = List.copyOf(ancestors);
    this.inherited = ancestors.isEmpty() ? 0 : ancestors.get(ancestors.size() - 1).upTo();
    this.prefixes = new String[ancestors.size() + 1];
    for (int i = 0; i < ancestors.size(); i++) {
      prefixes[i] = Position.prefix(ancestors.get(i).epoch(), QueueCore.SHARD);
    }
    prefixes[ancestors.size()] = Position.prefix(epoch, QueueCore.SHARD);
  }

  /** Of a store that began with nothing. */
  public static Lineage of(int epoch) {
    return new Lineage(epoch, List.of());
  }

  /**
   * Of a restored store.
   *
   * @param ancestors the oldest first
   * @throws IllegalArgumentException when their offsets do not grow
   */
  public static Lineage of(int epoch, List<Ancestor> ancestors) {
    long previous = 0;
    for (Ancestor ancestor : ancestors) {
      if (ancestor.upTo() < previous) {
        throw new IllegalArgumentException("histories overlap: " + ancestors);
      }
      previous = ancestor.upTo();
    }
    return new Lineage(epoch, ancestors);
  }

  /** Names the history that is written now. */
  public int epoch() {
    return epoch;
  }

  /** The histories before it, the oldest first. */
  public List<Ancestor> ancestors() {
    return ancestors;
  }

  /** The position of an offset of this store, as it stands on the wire. */
  public String position(long offset) {
    return prefix(offset) + offset;
  }

  /** What the position of this offset begins with, up to the offset. */
  public String prefix(long offset) {
    return offset > inherited ? prefixes[prefixes.length - 1] : inheritedPrefix(offset);
  }

  private String inheritedPrefix(long offset) {
    int i = 0;
    while (i < ancestors.size() && offset > ancestors.get(i).upTo()) {
      i++;
    }
    return prefixes[i];
  }

  /** What a position that somebody holds means to this store. */
  public Meaning meaning(Position position) {
    if (position.shard() != QueueCore.SHARD) {
      return new Meaning(Known.NOT, 0);
    }
    if (position.epoch() == epoch) {
      return new Meaning(Known.HERE, position.offset());
    }
    for (Ancestor ancestor : ancestors) {
      if (ancestor.epoch() == position.epoch()) {
        boolean here = position.offset() <= ancestor.upTo();
        return here
            ? new Meaning(Known.HERE, position.offset())
            : new Meaning(Known.AHEAD, ancestor.upTo());
      }
    }
    return new Meaning(Known.NOT, 0);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Lineage that && epoch == that.epoch && ancestors.equals(that.ancestors);
  }

  @Override
  public int hashCode() {
    return 31 * epoch + ancestors.hashCode();
  }

  @Override
  public String toString() {
    return "epoch " + epoch + " after " + ancestors;
  }

  /** Whether a position is one of this store. */
  public enum Known {
    /** It stands in this store's history. */
    HERE,
    /** It was written after the backup that this store was restored from. */
    AHEAD,
    /** It is of a history that this store knows nothing of. */
    NOT
  }

  /**
   * A position's meaning.
   *
   * @param offset of a position that is here; of one that is ahead, the last offset before it that
   *     is; else 0
   */
  public record Meaning(Known known, long offset) {}
}
