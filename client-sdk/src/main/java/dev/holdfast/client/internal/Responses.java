package dev.holdfast.client.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.client.Answer;
import dev.holdfast.client.Answers;
import dev.holdfast.client.Confirm;
import dev.holdfast.client.DeadLetter;
import dev.holdfast.client.DeadLetters;
import dev.holdfast.client.Event;
import dev.holdfast.client.HistoryPage;
import dev.holdfast.client.HoldfastException;
import dev.holdfast.client.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the broker's answers. Each method throws {@link HoldfastException} of code {@link
 * HoldfastException#BAD_ANSWER} when the answer is not what the wire promises.
 */
final class Responses {
  private Responses() {}

  /** The confirm of an emit to this target. */
  static Confirm confirm(Target target, Response response) {
    return target.isVolatile() ? new Confirm("") : confirm(response);
  }

  static Confirm confirm(Response response) {
    if (!response.json().path("position").isTextual()) {
      throw bad("no position", response.json());
    }
    return new Confirm(
        response.json().path("position").textValue(), response.json().path("dropped").asLong());
  }

  /** The refusal that an answer is; null when it is none. */
  static @Nullable HoldfastException refusal(Response response) {
    JsonNode error = response.json().path("error");
    if (error.isMissingNode()) {
      return null;
    }
    return new HoldfastException(
        error.path("code").asText(HoldfastException.BAD_ANSWER),
        error.path("message").asText("refused"),
        Duration.ofMillis(Math.max(0, error.path("retryAfterMs").asLong())));
  }

  static List<String> rooms(Response response) {
    return texts(array(response.json(), "rooms"));
  }

  static boolean cancelled(Response response) {
    JsonNode cancelled = response.json().path("cancelled");
    if (!cancelled.isBoolean()) {
      throw bad("no cancelled", response.json());
    }
    return cancelled.booleanValue();
  }

  static int number(Response response, String key) {
    JsonNode number = response.json().path(key);
    if (!number.isIntegralNumber()) {
      throw bad("no " + key, response.json());
    }
    return number.intValue();
  }

  /** A page of a room's history. */
  static HistoryPage history(String room, Response response) {
    List<Event> events = new ArrayList<>();
    for (JsonNode entry : array(response.json(), "events")) {
      events.add(new PastEvent(entry, List.of(room), response.attachments()));
    }
    return new HistoryPage(events, text(response.json(), "next"));
  }

  static DeadLetters.Page deadLetters(Response response) {
    List<DeadLetter> letters = new ArrayList<>();
    for (JsonNode entry : array(response.json(), "deadLetters")) {
      letters.add(
          new DeadLetter(
              new PastEvent(entry, List.of(), response.attachments()),
              entry.path("attempts").asInt(),
              entry.path("reason").asText("")));
    }
    return new DeadLetters.Page(letters, text(response.json(), "next"));
  }

  /** Everyone's answers to a question. */
  static Answers answers(Response response) {
    List<Answer> answers = new ArrayList<>();
    for (JsonNode answer : array(response.json(), "answers")) {
      answers.add(
          new SessionAnswer(
              answer.path("sid").asText(),
              text(answer, "clientId"),
              array(answer, "args"),
              response.attachments()));
    }
    List<Answers.Missing> missing = new ArrayList<>();
    for (JsonNode silent : array(response.json(), "missing")) {
      missing.add(new Answers.Missing(text(silent, "sid"), text(silent, "clientId")));
    }
    return new Answers(answers, missing);
  }

  /** The elements of an array that the answer must have. */
  static JsonNode array(JsonNode object, String key) {
    JsonNode array = object.path(key);
    if (!array.isArray()) {
      throw bad("no " + key, object);
    }
    return array;
  }

  static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>(array.size());
    array.forEach(text -> texts.add(text.asText()));
    return List.copyOf(texts);
  }

  /** A text that may be absent. */
  static Optional<String> text(JsonNode object, String key) {
    return Optional.ofNullable(object.path(key).textValue());
  }

  private static HoldfastException bad(String what, JsonNode answer) {
    return new HoldfastException(HoldfastException.BAD_ANSWER, what + " in " + answer);
  }
}
