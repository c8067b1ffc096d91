package dev.holdfast.client.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.holdfast.client.Event;
import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.socketio.Payload;
import dev.holdfast.protocol.socketio.SocketPacket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** An event packet of mode {@code batch}: the last element of its array holds the headers. */
final class DeliveredEvent extends PlainArguments implements Event {
  private final SocketPacket packet;
  private final Replier replier;
  private final JsonNode headers;
  private final int size;
  private final AtomicBoolean replied = new AtomicBoolean();

  /**
   * Reads the headers.
   *
   * @param replier takes its reply
   */
  DeliveredEvent(SocketPacket packet, Replier replier) {
    this.packet = packet;
    this.replier = replier;
    this.headers = headers(packet.payload());
    this.size = packet.payload().size() - (headers.isMissingNode() ? 1 : 2);
  }

  /**
   * Missing where the last element is an argument, as in the broker's own words, also one that
   * cannot be read: that is for the handler to find out, which may not need it.
   */
  private static JsonNode headers(Payload payload) {
    Bytes last = payload.element(payload.size() - 1);
    if (payload.size() < 2 || last.at(0) != '{') {
      return MissingNode.getInstance();
    }
    JsonNode object = Json.treeOrMissing(last);
    boolean stamped = object.path("p").isTextual() || object.path("t").isIntegralNumber();
    return stamped ? object : MissingNode.getInstance();
  }

  @Override
  public String name() {
    return packet.payload().name();
  }

  @Override
  public String position() {
    return headers.path("p").asText("");
  }

  @Override
  public Instant time() {
    return Instant.ofEpochMilli(headers.path("t").asLong());
  }

  @Override
  public List<String> rooms() {
    List<String> rooms = new ArrayList<>();
    headers.path("rooms").forEach(room -> rooms.add(room.asText()));
    return List.copyOf(rooms);
  }

  @Override
  public Optional<String> publisher() {
    return Optional.ofNullable(headers.path("from").textValue());
  }

  @Override
  public Optional<String> id() {
    return Optional.ofNullable(headers.path("id").textValue());
  }

  @Override
  public Optional<String> traceparent() {
    return Optional.ofNullable(headers.path("traceparent").textValue());
  }

  @Override
  public Optional<String> tracestate() {
    return Optional.ofNullable(headers.path("tracestate").textValue());
  }

  @Override
  public int attempt() {
    return headers.path("attempt").asInt(1);
  }

  @Override
  public boolean isShown() {
    return headers.path("history").asBoolean();
  }

  /** What to acknowledge it by; empty when it is not to be. */
  String acknowledgedBy() {
    return isShown() ? "" : position();
  }

  /** The session that emitted it; empty when the broker does not say. */
  String sid() {
    return headers.path("sid").asText("");
  }

  @Override
  public boolean wantsReply() {
    return packet.hasAckId() || headers.path("reply").asBoolean();
  }

  @Override
  public CompletionStage<Void> reply(@Nullable Object... args) {
    Encoded encoded = Encoded.of(args);
    if (!replied.compareAndSet(false, true)) {
      throw new IllegalStateException("a second reply to " + this);
    }
    return wantsReply() ? replier.reply(this, encoded) : CompletableFuture.completedFuture(null);
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  Bytes element(int index) {
    return packet.payload().element(Objects.checkIndex(index, size) + 1);
  }

  @Override
  List<Bytes> attachments() {
    return packet.attachments();
  }

  @Override
  public String toString() {
    return "event " + name() + " at " + position();
  }

  /** Takes the reply to an event to where it came from. From any thread. */
  @FunctionalInterface
  interface Replier {
    /** Sends it. */
    CompletionStage<Void> reply(DeliveredEvent event, Encoded args);
  }
}
