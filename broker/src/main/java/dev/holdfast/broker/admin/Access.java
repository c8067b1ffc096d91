package dev.holdfast.broker.admin;

/** What a request to the admin API takes. */
public enum Access {
  /** Nothing: for probes, which have no credentials. Such a route tells nothing about anybody. */
  OPEN,
  /** To look. */
  READ,
  /** To change something, or to read what clients sent each other. */
  WRITE
}
