package dev.holdfast.client.internal.outbox;

import dev.holdfast.client.internal.journal.LogFile;

/**
 * One file of the outbox.
 *
 * @param first the ordinal of its first emit
 */
record Segment(long first, LogFile file) {
  static final String SUFFIX = ".outbox";

  /** The name of the file, so that names sort as the segments do. */
  static String name(long first) {
    return "%016x".formatted(first) + SUFFIX;
  }
}
