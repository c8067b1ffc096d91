package dev.holdfast.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.protocol.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What the broker says when it does not do what it was asked for. */
final class Refusal {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] START = "[{\"error\":".getBytes(StandardCharsets.US_ASCII);

  private Refusal() {}

  /** The error in the answer to a verb, as code and message; null when it is none. */
  static @Nullable String in(Bytes answer) {
    if (answer.length() < START.length) {
      return null;
    }
    for (int i = 0; i < START.length; i++) {
      if (answer.at(i) != START[i]) {
        return null;
      }
    }
    JsonNode error = tree(answer).path(0).path("error");
    return error.path("code").asText() + ": " + error.path("message").asText();
  }

  /** Why a client was not let in. */
  static String ofConnect(Bytes json) {
    JsonNode refusal = tree(json);
    String code = refusal.path("data").path("code").asText();
    String message = refusal.path("message").asText(json.toUtf8());
    return code.isEmpty() ? message : code + ": " + message;
  }

  /** A missing node when it is not JSON. */
  static JsonNode tree(Bytes json) {
    try {
      return JSON.readTree(json.array(), json.from(), json.length());
    } catch (IOException malformed) {
      return JSON.missingNode();
    }
  }
}
