package dev.holdfast.broker.security;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that is taken over again when it has changed. What two looks have found the same is taken,
 * so that nothing is that is still being written; and it is compared byte by byte, as the time and
 * the size of a file may be the old ones. What cannot be used changes nothing. Used on the watch's
 * thread, but for what it says of itself.
 */
final class WatchedFile implements Runnable, AccessFiles.Watched {
  private static final Logger LOG = LoggerFactory.getLogger(WatchedFile.class);

  private final AccessContent content;
  private final Runnable changed;

  /** What the last look has found. */
  private Look seen;

  /** What holds, or was refused. */
  private Look judged;

  /** Why the file as it stands does not hold; null when it does. */
  private volatile @Nullable String problem;

  /** What a look has found: all that the file holds, or why it could not be read. */
  private static final class Look {
    /** Empty when it could not be read. */
    final byte[] bytes;

    /** Null when it could. */
    final @Nullable String failure;

    Look(byte[] bytes, @Nullable String failure) {
      this.bytes = bytes;
      this.failure = failure;
    }

    static Look at(AccessContent content) {
      try {
        return new Look(SecurityFiles.read(content), null);
      } catch (SecurityFileException e) {
        return new Look(new byte[0], String.valueOf(e.getMessage()));
      }
    }

    boolean isSame(Look other) {
      return Arrays.equals(bytes, other.bytes) && Objects.equals(failure, other.failure);
    }
  }

  private WatchedFile(AccessContent content, Runnable changed, Look taken) {
    this.content = content;
    this.changed = changed;
    this.seen = taken;
    this.judged = taken;
  }

  /**
   * Takes the file over for the first time.
   *
   * @param changed run each time that it was taken over again
   * @throws SecurityFileException when it cannot be used
   */
  static WatchedFile load(AccessContent content, Runnable changed) throws SecurityFileException {
    byte[] bytes = SecurityFiles.read(content);
    content.take(bytes);
    return new WatchedFile(content, changed, new Look(bytes, null));
  }

  /** Looks at the file. */
  @Override
  public void run() {
    Look now = Look.at(content);
    if (!now.isSame(seen)) {
      seen = now;
    } else if (!seen.isSame(judged)) {
      judge(seen);
      judged = seen;
    }
  }

  private void judge(Look found) {
    String refusal = found.failure == null ? take(found.bytes) : found.failure;
    problem = refusal;
    if (refusal == null) {
      LOG.info("{} was read again, and holds from now on", content.file());
      changed.run();
    } else {
      LOG.error("what was read from {} before holds on. {}", content.file(), refusal);
    }
  }

  /** Null, or why it cannot be used. */
  private @Nullable String take(byte[] bytes) {
    try {
      content.take(bytes);
      return null;
    } catch (SecurityFileException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Override
  public @Nullable String problem() {
    return problem;
  }
}
