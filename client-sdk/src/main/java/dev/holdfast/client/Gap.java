package dev.holdfast.client;

import java.time.Instant;

/**
 * Events of this client's queue that were dropped, as the broker's operator or the publisher has
 * allowed.
 *
 * @param from the position after which it begins
 * @param to the position that it ends with
 * @param events how many were dropped; where a room is shared, how many at most
 * @param reason one of {@code expired}, {@code queue-events}, {@code queue-bytes}, {@code
 *     queue-age}, {@code client-expired}, {@code restored}, {@code not-permitted}
 * @param time when that was
 */
public record Gap(String from, String to, long events, String reason, Instant time) {}
