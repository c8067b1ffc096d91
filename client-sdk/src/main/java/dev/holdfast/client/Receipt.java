package dev.holdfast.client;

import java.util.Optional;

/**
 * What became of an event that was emitted with {@link EmitOptions#withReceipt}.
 *
 * @param position where it stands
 * @param id the name that it was given, if any
 * @param acknowledged true when all it was for have acknowledged it; false when it was dropped for
 *     some of them
 * @param missing for how many it was dropped, when that is known
 */
public record Receipt(
    String position, Optional<String> id, boolean acknowledged, Optional<Long> missing) {}
