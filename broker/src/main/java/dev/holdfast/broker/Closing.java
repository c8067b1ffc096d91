package dev.holdfast.broker;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts of a broker that have to be closed, in the order in which they were made. They are
 * closed in the reverse order, when the broker stops and when one that was to follow cannot be
 * made. Used by one thread at a time.
 */
final class Closing {
  private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

  private final Deque<Made<?>> parts = new ArrayDeque<>();

  /** How a part is closed. */
  interface Close<T> {
    void close(T part) throws ExecutionException, InterruptedException;
  }

  private record Made<T>(T part, Close<T> close) {
    void end() throws ExecutionException, InterruptedException {
      close.close(part);
    }
  }

  /** Takes a part that was just made, and returns it. */
  <T> T add(T part, Close<T> close) {
    parts.push(new Made<>(part, close));
    return part;
  }

  /**
   * Closes all, whatever becomes of each.
   *
   * @throws RuntimeException of the first that failed
   * @throws InterruptedException when the thread was interrupted meanwhile
   */
  void close() throws InterruptedException {
    RuntimeException failed = null;
    InterruptedException interrupted = null;
    while (!parts.isEmpty()) {
      Made<?> last = parts.pop();
      try {
        last.end();
      } catch (ExecutionException e) {
        LOG.warn("{} did not close cleanly", last.part().getClass().getSimpleName(), e);
      } catch (InterruptedException e) {
        interrupted = e;
      } catch (RuntimeException e) {
        failed = first(failed, e);
      }
    }
    if (failed != null) {
      throw failed;
    }
    if (interrupted != null) {
      throw interrupted;
    }
  }

  private static RuntimeException first(@Nullable RuntimeException earlier, RuntimeException now) {
    if (earlier == null) {
      return now;
    }
    earlier.addSuppressed(now);
    return earlier;
  }

  /** The same when the next part could not be made, which is what the operator is to hear of. */
  void closeAfter(Exception cause) throws InterruptedException {
    try {
      close();
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
    }
  }
}
