package dev.holdfast.broker.session;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.JsonFactories;
import dev.holdfast.protocol.socketio.Payload;
import java.io.IOException;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;

/**
 * What a back-end answers to {@code $authorize}: {@code {"accept":true}}, or {@code
 * {"accept":false,"message":"…","data":…}}.
 *
 * @param accept whether the client may connect
 * @param refusal the payload of the CONNECT_ERROR for a client that may not
 */
record Verdict(boolean accept, Bytes refusal) {
  private static final JsonFactory JSON = JsonFactories.forPackets();
  private static final String DEFAULT_MESSAGE = "not authorized";

  /** Null when the answer has not this form: then it says nothing. */
  static @Nullable Verdict read(Payload answer) {
    if (answer.size() == 0 || answer.excess() != null) {
      return null;
    }
    Bytes json = answer.element(0);
    try (JsonParser parser = JSON.createParser(json.array(), json.from(), json.length())) {
      return parser.nextToken() == JsonToken.START_OBJECT ? read(parser) : null;
    } catch (IOException e) {
      throw new IllegalStateException("the payload was validated when it was read", e);
    }
  }

  private static @Nullable Verdict read(JsonParser parser) throws IOException {
    Boolean accept = null;
    String message = DEFAULT_MESSAGE;
    String data = "";
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      JsonToken value = parser.nextToken();
      if (key.equals("accept") && value.isBoolean()) {
        accept = value == JsonToken.VALUE_TRUE;
      } else if (key.equals("message") && value == JsonToken.VALUE_STRING) {
        message = parser.getText();
      } else if (key.equals("data")) {
        data = copy(parser);
      } else {
        parser.skipChildren();
      }
    }
    return accept == null ? null : new Verdict(accept, refusal(message, data));
  }

  private static String copy(JsonParser parser) throws IOException {
    StringWriter copy = new StringWriter();
    try (JsonGenerator generator = JSON.createGenerator(copy)) {
      generator.copyCurrentStructure(parser);
    }
    return copy.toString();
  }

  private static Bytes refusal(String message, String data) {
    StringBuilder out = new StringBuilder("{\"message\":");
    Json.quote(out, message);
    return Bytes.utf8(
        out.append(data.isEmpty() ? "" : ",\"data\":").append(data).append('}').toString());
  }
}
