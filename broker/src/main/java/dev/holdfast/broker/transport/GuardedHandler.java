package dev.holdfast.broker.transport;

import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.engineio.EnginePacket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls a handler and stands between its bugs and the transports: one that throws has lost its
 * place, so its session ends, and all the others go on. Owner thread: the session's lane.
 */
final class GuardedHandler implements EngineHandler {
  private static final Logger LOG = LoggerFactory.getLogger(GuardedHandler.class);

  private final EngineHandler handler;
  private final Runnable failed;

  /** Runs {@code failed} after each call that threw, but not after {@link #onClose}. */
  GuardedHandler(EngineHandler handler, Runnable failed) {
    this.handler = handler;
    this.failed = failed;
  }

  /** A message came, of either kind. */
  void onMessage(EnginePacket message) {
    if (message.binary()) {
      onBinary(message.payload());
    } else {
      onText(message.payload());
    }
  }

  @Override
  public void onText(Bytes utf8) {
    guard(() -> handler.onText(utf8));
  }

  @Override
  public void onBinary(Bytes data) {
    guard(() -> handler.onBinary(data));
  }

  @Override
  public void onPing() {
    guard(handler::onPing);
  }

  @Override
  public void onPong() {
    guard(handler::onPong);
  }

  @Override
  public void onWritable() {
    guard(handler::onWritable);
  }

  @Override
  public void onLeaving(long comeBackMs) {
    guard(() -> handler.onLeaving(comeBackMs));
  }

  @Override
  public void onClose(CloseReason reason) {
    try {
      handler.onClose(reason);
    } catch (RuntimeException | Error bug) {
      LOG.error("the handler of a closed session failed", bug);
    }
  }

  private void guard(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException | Error bug) {
      LOG.error("the handler of a session failed; the session is closed", bug);
      failed.run();
    }
  }
}
