package dev.holdfast.broker.transport;

/**
 * A connection of a test that has no socket: it takes everything, and nobody but the broker says
 * anything on it of his own accord.
 */
public abstract class WithoutSocket implements EngineConnection {
  @Override
  public String id() {
    return "engine sid";
  }

  @Override
  public void authenticated() {}

  @Override
  public void flush() {}

  @Override
  public boolean writable() {
    return true;
  }

  @Override
  public boolean readable() {
    return writable();
  }

  @Override
  public void ping() {}

  @Override
  public void pingBehind() {}

  @Override
  public void pauseReading() {}

  @Override
  public void resumeReading() {}

  @Override
  public void close(CloseReason reason) {
    throw new IllegalStateException("the broker closed the connection: " + reason);
  }
}
