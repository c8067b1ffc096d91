package dev.holdfast.broker.queue;

/**
 * Which session an event came from, for a back-end that handles it.
 *
 * @param sid the session's id; it may be over by the time the event is handled
 * @param awaitsReply true while that session waits for what the back-end replies
 */
public record Origin(String sid, boolean awaitsReply) {}
