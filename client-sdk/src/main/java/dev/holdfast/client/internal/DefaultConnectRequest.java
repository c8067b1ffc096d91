package dev.holdfast.client.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.client.ConnectRequest;
import dev.holdfast.client.Handshake;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What {@code $authorize} and {@code $connection} say of a session. */
final class DefaultConnectRequest implements ConnectRequest {
  private final String namespace;
  private final JsonNode words;

  DefaultConnectRequest(String namespace, JsonNode words) {
    this.namespace = namespace;
    this.words = words;
  }

  @Override
  public String sid() {
    return words.path("sid").asText();
  }

  @Override
  public Optional<String> clientId() {
    return Responses.text(words, "clientId");
  }

  @Override
  public String namespace() {
    return namespace;
  }

  @Override
  public <T> T auth(Class<T> type) {
    JsonNode auth = words.path("auth");
    return Json.read(auth.isObject() ? auth : Json.object(), type);
  }

  @Override
  public Optional<String> auth(String key) {
    JsonNode value = words.path("auth").path(key);
    return value.isValueNode() && !value.isNull() ? Optional.of(value.asText()) : Optional.empty();
  }

  @Override
  public Handshake handshake() {
    JsonNode handshake = words.path("handshake");
    return new Handshake(
        handshake.path("address").asText(),
        Instant.ofEpochMilli(handshake.path("time").asLong()),
        handshake.path("url").asText(),
        texts(handshake.path("headers")),
        texts(handshake.path("query")),
        handshake.path("secure").asBoolean());
  }

  private static Map<String, String> texts(JsonNode object) {
    Map<String, String> texts = new HashMap<>();
    object.properties().forEach(entry -> texts.put(entry.getKey(), text(entry.getValue())));
    return texts;
  }

  /** A header or parameter that comes several times is a list. */
  private static String text(JsonNode value) {
    return value.isArray() ? String.join(", ", Responses.texts(value)) : value.asText();
  }
}
