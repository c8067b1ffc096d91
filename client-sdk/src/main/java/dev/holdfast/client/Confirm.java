package dev.holdfast.client;

/**
 * The broker's word that it has an event, or a membership, on disk.
 *
 * @param position where it stands; opaque, equal only to itself; empty for a volatile event
 */
public record Confirm(String position) {}
