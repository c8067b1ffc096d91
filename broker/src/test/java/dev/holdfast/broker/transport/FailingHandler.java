package dev.holdfast.broker.transport;

import dev.holdfast.protocol.Bytes;

/** Throws at every message. */
record FailingHandler(EngineHandler delegate) implements EngineHandler {
  @Override
  public void onText(Bytes utf8) {
    throw new IllegalStateException("on purpose");
  }

  @Override
  public void onBinary(Bytes data) {
    throw new IllegalStateException("on purpose");
  }

  @Override
  public void onPing() {
    delegate.onPing();
  }

  @Override
  public void onPong() {
    delegate.onPong();
  }

  @Override
  public void onWritable() {
    delegate.onWritable();
  }

  @Override
  public void onClose(CloseReason reason) {
    delegate.onClose(reason);
  }
}
