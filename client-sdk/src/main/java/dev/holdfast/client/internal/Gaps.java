package dev.holdfast.client.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.client.Gap;
import dev.holdfast.client.QueueInfo;
import dev.holdfast.client.Receipt;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what the broker says about queues and events: gaps, receipts, the CONNECT answer. */
final class Gaps {
  private Gaps() {}

  static Gap gap(JsonNode json) {
    return new Gap(
        json.path("from").asText(),
        json.path("to").asText(),
        json.path("events").asLong(),
        json.path("reason").asText(),
        Instant.ofEpochMilli(json.path("t").asLong()));
  }

  static Receipt receipt(JsonNode json) {
    JsonNode missing = json.path("missing");
    return new Receipt(
        json.path("p").asText(),
        Responses.text(json, "id"),
        json.path("outcome").asText().equals("acknowledged"),
        missing.isIntegralNumber() ? Optional.of(missing.asLong()) : Optional.empty());
  }

  /** The broker's own part of the CONNECT answer. */
  static QueueInfo queue(JsonNode holdfast) {
    List<Gap> gaps = new ArrayList<>();
    holdfast.path("gaps").forEach(gap -> gaps.add(gap(gap)));
    return new QueueInfo(
        holdfast.path("resumed").asBoolean(),
        holdfast.path("position").asText(""),
        holdfast.path("pending").asLong(),
        gaps,
        limits(holdfast.path("limits")));
  }

  private static Optional<QueueInfo.Limits> limits(JsonNode limits) {
    return limits.isObject()
        ? Optional.of(
            new QueueInfo.Limits(
                limits.path("maxEvents").asLong(),
                limits.path("maxBytes").asLong(),
                limits.path("maxAgeMs").asLong(),
                limits.path("overflow").asText()))
        : Optional.empty();
  }
}
