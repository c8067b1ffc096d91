package dev.holdfast.client;

import java.util.List;

/** Is told which positions the application may forget. */
@FunctionalInterface
public interface AcknowledgedListener {
  /**
   * The broker has these acknowledgements on disk: it will not deliver those events again. Called
   * on the client's callback thread.
   */
  void onAcknowledged(List<String> positions);
}
