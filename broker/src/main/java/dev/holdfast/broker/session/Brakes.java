package dev.holdfast.broker.session;

import dev.holdfast.broker.limits.EventRate;
import dev.holdfast.broker.limits.LimitExceeded;
import dev.holdfast.broker.queue.Lane;
import dev.holdfast.broker.transport.EngineConnection;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Why a connection is not read from for a while: the shard writer has more to do than it may hold,
 * the client does not read its answers, it sends faster than it may, or its credential is being
 * checked. Owned by the connection's lane.
 */
final class Brakes {
  private final EngineConnection connection;
  private final Lane lane;
  private final SessionServices services;

  /** Null where clients may send as fast as they like. */
  private final @Nullable EventRate rate;

  private boolean forWriter;
  private boolean forClient;
  private boolean forCheck;
  private Timers.@Nullable Timer forRate;

  Brakes(EngineConnection connection, Lane lane, SessionServices services) {
    this.connection = connection;
    this.lane = lane;
    this.services = services;
    this.rate = services.limits().events(System.nanoTime());
  }

  /**
   * An event has come.
   *
   * @throws RequestException when it is to be refused
   */
  void event() throws RequestException {
    if (rate == null) {
      return;
    }
    try {
      pauseFor(rate.take(System.nanoTime()));
    } catch (LimitExceeded exceeded) {
      throw new RequestException(exceeded);
    }
  }

  /** A CONNECT has come: a client whose CONNECT is refused may stay away, so it is only delayed. */
  void connect() {
    delay();
  }

  /**
   * An acknowledgement has come: only delayed, since it frees what the client holds here, and one
   * that is refused may leave a strictly ordered client without its next event.
   */
  void acknowledgement() {
    delay();
  }

  private void delay() {
    if (rate != null) {
      pauseFor(rate.delay(System.nanoTime()));
    }
  }

  private void pauseFor(long nanos) {
    if (nanos > 0 && forRate == null) {
      connection.pauseReading();
      long delayMs = TimeUnit.NANOSECONDS.toMillis(nanos) + 1;
      forRate = services.timers().after(delayMs, this::rested);
    }
  }

  private void rested() {
    forRate = null;
    release();
  }

  /** A credential is being checked; {@link #checked} follows unless the connection closes. */
  void checking() {
    forCheck = true;
    connection.pauseReading();
  }

  /** It is known what the credential is worth, and what follows from that is done. */
  void checked() {
    forCheck = false;
    release();
  }

  /** A packet was handled: may the next one come? */
  void check() {
    if (!forClient && !connection.readable()) {
      forClient = true;
      connection.pauseReading();
    }
    if (!forWriter && services.core().writer().congested()) {
      forWriter = true;
      connection.pauseReading();
      lane.resumeWhenDrained(this::drained);
    }
  }

  private void drained() {
    forWriter = false;
    release();
  }

  /** The way out has drained. */
  void writable() {
    if (forClient) {
      forClient = false;
      release();
    }
  }

  private void release() {
    if (!forWriter && !forClient && !forCheck && forRate == null) {
      connection.resumeReading();
    }
  }

  /** The connection is over. */
  void close() {
    if (forRate != null) {
      forRate.cancel();
      forRate = null;
    }
  }
}
