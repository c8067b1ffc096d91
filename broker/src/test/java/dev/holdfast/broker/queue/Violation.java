package dev.holdfast.broker.queue;

/** A promise of {@code design.md} was broken in front of the simulation's eyes. */
final class Violation extends AssertionError {
  private static final long serialVersionUID = 1L;

  private final String promise;

  Violation(String promise, String what) {
    super(promise + " broken: " + what);
    this.promise = promise;
  }

  /** P1 to P7, FENCING, WINDOW or REST; of shared queues also ONE, BATCH, LATE or ROOMS. */
  String promise() {
    return promise;
  }

  @SuppressWarnings("AnnotateFormatMethod") // its annotation would be one more dependency
  static void unless(boolean kept, String promise, String what, Object... details) {
    if (!kept) {
      throw new Violation(promise, what.formatted(details));
    }
  }
}
