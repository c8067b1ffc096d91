package dev.holdfast.client.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.client.FetchedSession;
import java.util.List;

/** One element of the answer to {@code $sessions}. */
final class DefaultFetchedSession extends DefaultSession implements FetchedSession {
  private final List<String> rooms;

  DefaultFetchedSession(BackendCalls calls, JsonNode session) {
    super(calls, session.path("sid").asText(), Responses.text(session, "clientId"));
    this.rooms = Responses.texts(session.path("rooms"));
  }

  @Override
  public List<String> fetchedRooms() {
    return rooms;
  }
}
