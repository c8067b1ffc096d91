package dev.holdfast.proof.history;

import java.util.List;

/** All that one client noted, in the order of time. */
public record History(String client, List<Line> lines) {}
