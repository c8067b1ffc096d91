package dev.holdfast.broker.admin;

import java.util.HashSet;
import java.util.Set;

/**
 * Which refusals of strangers get a line of the audit log: one a second of each address, and few in
 * all, so that nobody who reaches the port can fill the disk. The others are counted. Any thread.
 */
final class RefusalRate {
  private static final int MAX_A_SECOND = 10;

  /** Guarded by this, as all fields: seconds since 1970. */
  private long second;

  /** The addresses that had their line in this second. */
  private final Set<String> noted = new HashSet<>();

  private long leftOut;

  /** Whether a refusal at this time, milliseconds since 1970, gets a line. */
  synchronized boolean admits(String address, long nowMs) {
    long now = nowMs / 1000;
    if (now != second) {
      second = now;
      noted.clear();
    }
    boolean admitted = noted.size() < MAX_A_SECOND && noted.add(address);
    if (!admitted) {
      leftOut++;
    }
    return admitted;
  }

  /** How many had no line since this was asked before. */
  synchronized long takeLeftOut() {
    long taken = leftOut;
    leftOut = 0;
    return taken;
  }
}
