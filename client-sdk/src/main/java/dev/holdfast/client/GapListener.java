package dev.holdfast.client;

/** Is told of gaps, each in its place among the events. */
@FunctionalInterface
public interface GapListener {
  /**
   * Called on the delivery thread. Returning acknowledges the gap; throwing has it delivered again.
   *
   * @throws Exception when it could not be dealt with
   */
  void onGap(Gap gap) throws Exception;
}
