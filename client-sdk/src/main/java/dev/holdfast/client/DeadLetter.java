package dev.holdfast.client;

/**
 * An event that was given up on after as many attempts as the broker makes.
 *
 * @param event as it was delivered; its position is that among the dead letters
 * @param attempts how many there were
 * @param reason why the last one failed, as the client said
 */
public record DeadLetter(Event event, int attempts, String reason) {}
