package dev.holdfast.broker.queue;

/**
 * Something that is wrong in a store.
 *
 * @param where the file or table, and the row
 * @param problem what is wrong there
 * @param meaning what follows from it for clients
 */
public record Finding(String where, String problem, String meaning) {}
