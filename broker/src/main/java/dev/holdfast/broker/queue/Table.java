package dev.holdfast.broker.queue;

/** The store's tables: one ordered key space each. Byte layouts: {@code docs/storage-format.md}. */
public enum Table {
  /** Counters and the offset applied last. */
  META,
  /** Who is known: client ids to their numbers and where their queues start. */
  CLIENTS,
  /** How far each client has acknowledged. */
  CURSORS,
  /** Memberships with their join and leave offsets. */
  MEMBERS,
  /** Names of rooms and namespaces to stream numbers. */
  STREAMS,
  /** The events, packed per stream and commit. */
  EVENTS,
  /** Which sequence numbers of which publisher were stored where. */
  PUBLISHED,
  /** Whom a sid means: the sessions that are live or can be recovered. */
  SESSIONS,
  /** Which event ids of which publisher were stored where, for some time. */
  EVENT_IDS,
  /** What was dropped from the queues of clients that have not been told yet. */
  GAPS,
  /** Failed attempts to have an event handled. */
  ATTEMPTS,
  /** Events that clients gave up on. */
  DEAD_LETTERS,
  /** Events that wait for their time. */
  SCHEDULED,
  /** The last event of each name in a room, where that was asked for. */
  RETAINED,
  /** Whose publisher is to be told that an event was acknowledged. */
  RECEIPTS
}
