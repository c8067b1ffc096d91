package dev.holdfast.broker.queue;

import java.util.List;
import java.util.function.Consumer;

/** What lanes ask of the shard writer. */
sealed interface Command {
  /** Roughly how much memory it holds while it waits, in bytes. */
  int weight();

  /**
   * Append a record.
   *
   * @param lane where {@code done} runs, once the record is durable if it is one that is synced
   */
  record Append(LogRecord log, Lane lane, Consumer<Applied> done) implements Command {
    @Override
    public int weight() {
      return log.weight();
    }
  }

  /** Attach a session to its client, after the one attached now has stopped. */
  record Attach(LogRecord.Connect connect, Attachment session) implements Command {
    @Override
    public int weight() {
      return 200;
    }
  }

  /**
   * A session has stopped.
   *
   * @param forGood true when it is not to be recovered
   */
  record Detach(ClientKey client, Attachment session, boolean forGood) implements Command {
    @Override
    public int weight() {
      return 100;
    }
  }

  /** The client of a session that was challenged is there. */
  record Defend(ClientKey client, Attachment session) implements Command {
    @Override
    public int weight() {
      return 100;
    }
  }

  /**
   * Time passes.
   *
   * @param nowMs of any clock that only goes forward, in milliseconds
   * @param wallMs what the clocks on the wall show, in milliseconds since 1970
   */
  record Tick(long nowMs, long wallMs) implements Command {
    @Override
    public int weight() {
      return 0;
    }
  }

  /**
   * A sweep has found something.
   *
   * @param found a portion of it
   * @param sweptAt the last record that it knew of
   * @param last true when there is no more
   */
  record Swept(List<LogRecord> found, long sweptAt, boolean last) implements Command {
    @Override
    public int weight() {
      return 0;
    }
  }

  /**
   * Tell a lane when everything submitted before has been processed and its outcomes handed over.
   *
   * @param done runs on the lane
   */
  record Barrier(Lane lane, Runnable done) implements Command {
    @Override
    public int weight() {
      return 0;
    }
  }

  /** Nothing to do but to look whether the writer is to stop. */
  record Wake() implements Command {
    @Override
    public int weight() {
      return 0;
    }
  }
}
