package dev.holdfast.cli.bench;

import org.jspecify.annotations.Nullable;

/** What went wrong: how often, and the first of it in words. Safe for all threads. */
final class Troubles {
  private long count;
  private @Nullable String first;
  private boolean fatal;

  /** Notes what does not end the run. */
  synchronized void note(String what) {
    count++;
    if (first == null) {
      first = what;
    }
  }

  /** Notes what leaves nothing to measure. */
  synchronized void fatal(String what) {
    note(what);
    fatal = true;
  }

  synchronized long count() {
    return count;
  }

  synchronized @Nullable String first() {
    return first;
  }

  synchronized boolean areFatal() {
    return fatal;
  }
}
