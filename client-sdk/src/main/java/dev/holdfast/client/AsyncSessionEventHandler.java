package dev.holdfast.client;

import java.util.concurrent.CompletionStage;

/** A {@link SessionEventHandler} that takes longer than the delivery thread may wait. */
@FunctionalInterface
public interface AsyncSessionEventHandler {
  /**
   * Called on the back-end's delivery thread in delivery order; the next event does not wait for
   * the stage. Its completion acknowledges the event; its failure, like throwing, asks the broker
   * to deliver it again.
   *
   * @throws Exception when the event could not be dealt with
   */
  CompletionStage<?> handle(Session session, Event event) throws Exception;
}
