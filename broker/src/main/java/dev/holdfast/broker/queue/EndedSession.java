package dev.holdfast.broker.queue;

/**
 * A session that was live when the broker ended without saying so.
 *
 * @param client whose it was
 * @param sid its name; where the client recovers it, the next one has the same
 */
public record EndedSession(ClientKey client, String sid) {}
