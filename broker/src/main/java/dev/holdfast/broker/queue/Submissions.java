package dev.holdfast.broker.queue;

import java.util.function.Consumer;

/** Takes what lanes ask of the shard writer. Its methods may be called from any thread. */
public interface Submissions {
  /** Appends a record; {@code done} runs on the lane when it is durable. */
  void append(LogRecord record, Lane lane, Consumer<Applied> done);

  /** Attaches a session to its client; {@link Attachment#attached} follows. */
  void attach(LogRecord.Connect connect, Attachment session);

  /**
   * Detaches a session that has stopped, whether it was attached yet or not.
   *
   * @param forGood true when it is not to be recovered, even if it has a pid
   */
  void detach(ClientKey client, Attachment session, boolean forGood);

  /**
   * Has {@code done} run on the lane once everything submitted before, by whomever, is processed
   * and the lane has heard of it.
   */
  void whenProcessed(Lane lane, Runnable done);
}
