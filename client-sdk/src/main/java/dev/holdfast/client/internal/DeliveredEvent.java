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

/** An event packet of mode {@code batch}: the last element of its array holds the headers. */
final class DeliveredEvent implements Event {
  private final SocketPacket packet;
  private final JsonNode headers;
  private final int size;

  DeliveredEvent(SocketPacket packet) {
    this.packet = packet;
    this.headers = headers(packet.payload());
    this.size = packet.payload().size() - (headers.isMissingNode() ? 1 : 2);
  }

  /** Missing when the last element is an argument: then the broker does not keep the event. */
  private static JsonNode headers(Payload payload) {
    Bytes last = payload.element(payload.size() - 1);
    if (payload.size() < 2 || last.at(0) != '{') {
      return MissingNode.getInstance();
    }
    JsonNode object = Json.tree(last);
    return object.path("p").isTextual() ? object : MissingNode.getInstance();
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
  public int size() {
    return size;
  }

  @Override
  public <T> T arg(int index, Class<T> type) {
    Bytes json = element(index);
    return type == byte[].class && json.at(0) == '{'
        ? type.cast(binary(index))
        : Json.read(json, type);
  }

  @Override
  public String json(int index) {
    return element(index).toUtf8();
  }

  @Override
  public byte[] binary(int index) {
    JsonNode placeholder = Json.tree(element(index));
    int number = placeholder.path("num").asInt(-1);
    boolean real = placeholder.path("_placeholder").asBoolean() && number >= 0;
    if (!real || number >= packet.attachments().size()) {
      throw new IllegalArgumentException("argument " + index + " is not a binary one");
    }
    return packet.attachments().get(number).toArray();
  }

  private Bytes element(int index) {
    return packet.payload().element(Objects.checkIndex(index, size) + 1);
  }

  @Override
  public String toString() {
    return "event " + name() + " at " + position();
  }
}
