package dev.holdfast.client;

import java.util.concurrent.CompletionStage;

/**
 * An emit is on this machine's disk. It will be sent until the broker has confirmed or refused it,
 * by this process or by the next one that opens the outbox.
 *
 * @param confirmed as the stage that {@link HoldfastClient#emit} returns. It fails when the client
 *     is closed first, the emit being kept all the same
 */
public record Accepted(CompletionStage<Confirm> confirmed) {}
