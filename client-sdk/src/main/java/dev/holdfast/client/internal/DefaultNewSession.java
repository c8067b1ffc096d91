package dev.holdfast.client.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.client.Handshake;
import dev.holdfast.client.NewSession;
import java.util.Optional;

/** What {@code $connection} tells of. */
final class DefaultNewSession extends DefaultSession implements NewSession {
  private final DefaultConnectRequest request;
  private final boolean recovered;

  DefaultNewSession(BackendCalls calls, JsonNode words) {
    super(calls, words.path("sid").asText(), Responses.text(words, "clientId"));
    this.request = new DefaultConnectRequest(calls.namespace(), words);
    this.recovered = words.path("recovered").asBoolean();
  }

  @Override
  public boolean recovered() {
    return recovered;
  }

  @Override
  public <T> T auth(Class<T> type) {
    return request.auth(type);
  }

  @Override
  public Optional<String> auth(String key) {
    return request.auth(key);
  }

  @Override
  public Handshake handshake() {
    return request.handshake();
  }
}
