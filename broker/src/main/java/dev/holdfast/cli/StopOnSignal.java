package dev.holdfast.cli;

import dev.holdfast.broker.Broker;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops the broker in good order when the process is told to end (SIGTERM, SIGINT). One that is
 * still starting is not waited for: it has confirmed nothing, and what it leaves is what a crash
 * would, from which the next start goes on.
 */
final class StopOnSignal {
  private static final Logger LOG = LoggerFactory.getLogger(StopOnSignal.class);

  /** Null while the broker starts. Guarded by this. */
  private @Nullable Broker broker;

  /** Guarded by this. */
  private boolean told;

  /** The process ends by itself, which runs the hook too. Guarded by this. */
  private boolean notStarted;

  private StopOnSignal() {}

  /** From now on; to be called before the broker starts. */
  static StopOnSignal register() {
    StopOnSignal stop = new StopOnSignal();
    Runtime.getRuntime().addShutdownHook(new Thread(stop::told, "shutdown"));
    return stop;
  }

  /** Returns false when the signal has come already: the broker is to be stopped at once. */
  synchronized boolean started(Broker started) {
    broker = started;
    return !told;
  }

  /** The broker did not start: there is nothing to stop. */
  synchronized void notStarted() {
    notStarted = true;
  }

  private void told() {
    Broker running;
    synchronized (this) {
      if (notStarted) {
        return;
      }
      told = true;
      running = broker;
    }
    if (running == null) {
      LOG.info("told to stop while starting");
    } else {
      running.close();
    }
  }
}
