package dev.holdfast.client.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.client.Answer;
import dev.holdfast.client.Answers;
import dev.holdfast.client.Confirm;
import dev.holdfast.client.HoldfastException;
import dev.holdfast.client.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
    return new Confirm(response.json().path("position").textValue());
  }

  static List<String> rooms(Response response) {
    return texts(array(response.json(), "rooms"));
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
