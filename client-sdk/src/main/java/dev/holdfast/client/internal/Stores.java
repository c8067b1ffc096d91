package dev.holdfast.client.internal;

import dev.holdfast.client.ReceiveFilter;
import dev.holdfast.client.internal.filter.HandledFilter;
import dev.holdfast.client.internal.outbox.DiskOutbox;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * What a client keeps on this machine beside its connection.
 *
 * @param outbox its unconfirmed emits; null when they are kept in memory
 * @param filter what it has handled; null when it is not asked for
 */
record Stores(@Nullable DiskOutbox outbox, @Nullable HandledFilter filter) {
  /** Nothing. */
  static final Stores NONE = new Stores(null, null);

  /** Opens what is configured. */
  static Stores open(Settings settings) {
    Settings.Local local = settings.local();
    String identity =
        "client "
            + settings.endpoint().clientId()
            + " of namespace "
            + settings.endpoint().namespace();
    HandledFilter filter = local.filter() == null ? null : filter(local.filter(), identity);
    try {
      DiskOutbox outbox =
          local.outbox() == null
              ? null
              : DiskOutbox.open(local.outbox(), identity, local.outboxOptions());
      return new Stores(outbox, filter);
    } catch (RuntimeException failure) {
      if (filter != null) {
        filter.close();
      }
      throw failure;
    }
  }

  private static HandledFilter filter(ReceiveFilter wanted, String identity) {
    return wanted.directory() == null
        ? HandledFilter.inMemory(wanted.capacity())
        : HandledFilter.onDisk(wanted.directory(), identity, wanted.capacity());
  }

  /** Runs this when the emits that were made before are on disk. From any thread. */
  void afterEmits(Runnable task) {
    if (outbox == null) {
      task.run();
    } else {
      outbox.afterAppends(task);
    }
  }

  /** True when the event at this position was handled. */
  boolean isHandled(String position) {
    return filter != null && filter.contains(position);
  }

  /** The event at this position was handled; kept when this returns. */
  void handled(String position) {
    if (filter != null) {
      filter.add(position);
    }
  }

  /** The broker will not deliver these again. */
  void forget(Collection<String> positions) {
    if (filter != null) {
      filter.forget(positions);
    }
  }

  /** The broker will not deliver again what stands up to this position. */
  void handledUpTo(String position) {
    if (filter != null) {
      filter.addUpTo(position);
    }
  }

  /** Has everything on disk, and gives the directories free. */
  void close() {
    if (outbox != null) {
      outbox.close();
    }
    if (filter != null) {
      filter.close();
    }
  }
}
