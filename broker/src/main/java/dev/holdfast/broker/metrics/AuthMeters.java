package dev.holdfast.broker.metrics;

import dev.holdfast.broker.security.AuthCounters;
import dev.holdfast.broker.security.Refusal;

/** The meters of credentials: what came of those that clients have shown. */
final class AuthMeters {
  private AuthMeters() {}

  static void bind(Meters meters, AuthCounters counters) {
    String name = "holdfast.authentications";
    String help =
        "Credentials that clients have shown, by what came of it: known, undecided (the client was"
            + " sent away to come again), or why it was refused.";
    meters.counter(name, help, counters::known, "result", "known");
    meters.counter(name, help, counters::undecided, "result", "undecided");
    for (Refusal refusal : Refusal.values()) {
      meters.counter(name, help, () -> counters.refused(refusal), "result", refusal.label());
    }
    meters.counter(
        "holdfast.credentials.ended",
        "Sessions that were cut as their credential had expired or was taken back.",
        counters::cuts);
  }
}
