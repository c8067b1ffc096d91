package dev.holdfast.client.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.client.Event;
import dev.holdfast.protocol.Bytes;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** An event that stands in an answer: of a room's history, or a dead letter. */
final class PastEvent extends PlainArguments implements Event {
  private final JsonNode entry;
  private final JsonNode event;
  private final List<String> rooms;
  private final List<Bytes> attachments;

  /**
   * Reads an entry.
   *
   * @param entry {@code {"event":["name",…],"p","t","publisher"}}
   * @param attachments of the answer it stands in
   */
  PastEvent(JsonNode entry, List<String> rooms, List<Bytes> attachments) {
    this.entry = entry;
    this.event = Responses.array(entry, "event");
    this.rooms = rooms;
    this.attachments = attachments;
  }

  @Override
  public String name() {
    return event.path(0).asText();
  }

  @Override
  public String position() {
    return entry.path("p").asText("");
  }

  @Override
  public Instant time() {
    return Instant.ofEpochMilli(entry.path("t").asLong());
  }

  @Override
  public List<String> rooms() {
    return rooms;
  }

  @Override
  public Optional<String> publisher() {
    return Responses.text(entry, "publisher");
  }

  @Override
  public Optional<String> id() {
    return Responses.text(entry, "id");
  }

  @Override
  public Optional<String> traceparent() {
    return Responses.text(entry, "traceparent");
  }

  @Override
  public Optional<String> tracestate() {
    return Responses.text(entry, "tracestate");
  }

  @Override
  public int attempt() {
    return 1;
  }

  @Override
  public boolean isShown() {
    return true;
  }

  @Override
  public boolean wantsReply() {
    return false;
  }

  @Override
  public CompletionStage<Void> reply(@Nullable Object... args) {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public int size() {
    return Math.max(0, event.size() - 1);
  }

  @Override
  Bytes element(int index) {
    return Bytes.utf8(event.get(Objects.checkIndex(index, size()) + 1).toString());
  }

  @Override
  List<Bytes> attachments() {
    return attachments;
  }

  @Override
  public String toString() {
    return "event " + name() + " at " + position();
  }
}
