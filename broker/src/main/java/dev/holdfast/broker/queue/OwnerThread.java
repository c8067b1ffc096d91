package dev.holdfast.broker.queue;

import org.jspecify.annotations.Nullable;

/**
 * Knows which thread owns something: the first that enters. For {@code assert} at entry methods, so
 * that tests, which run with assertions, find a call on another thread's state.
 */
final class OwnerThread {
  private volatile @Nullable Thread owner;

  /** True on the owner's thread; the first to ask becomes it. */
  boolean isHere() {
    if (owner == null) {
      owner = Thread.currentThread();
    }
    return owner == Thread.currentThread();
  }
}
