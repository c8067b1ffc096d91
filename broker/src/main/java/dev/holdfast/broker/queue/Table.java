package dev.holdfast.broker.queue;

/** The store's tables: one ordered key space each. Byte layouts: {@code docs/storage-format.md}. */
public enum Table {
  /** Counters and the offset applied last. */
  META,
  /** What is known of each client: its number, cursor, publisher state. */
  CLIENTS,
  /** Memberships with their join and leave offsets. */
  MEMBERS,
  /** Names of rooms and namespaces to stream numbers. */
  STREAMS,
  /** The events, packed per stream and commit. */
  EVENTS,
  /** Which sequence numbers of which publisher were stored where. */
  PUBLISHED
}
