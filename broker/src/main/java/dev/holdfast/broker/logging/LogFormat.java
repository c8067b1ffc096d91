package dev.holdfast.broker.logging;

/** What the log looks like. */
public enum LogFormat {
  /** Lines for people. */
  TEXT,
  /** A JSON object on each line. */
  JSON
}
