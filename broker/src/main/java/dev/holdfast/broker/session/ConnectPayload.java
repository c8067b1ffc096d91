package dev.holdfast.broker.session;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.JsonFactories;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The payload of a CONNECT packet, {@code auth} in stock clients: an object, or nothing. */
final class ConnectPayload {
  private static final JsonFactory JSON = JsonFactories.forPackets();
  private static final String TOKEN = "token";

  private ConnectPayload() {}

  /**
   * The texts, numbers and truth values of the object, as text; nested values belong to the
   * application.
   *
   * @throws RequestException when it is no object
   */
  static Map<String, String> scalars(Bytes json) throws RequestException {
    Map<String, String> scalars = new HashMap<>();
    if (json.isEmpty()) {
      return scalars;
    }
    try (JsonParser parser = parser(json)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String key = parser.currentName();
        JsonToken value = parser.nextToken();
        if (value.isScalarValue() && value != JsonToken.VALUE_NULL) {
          scalars.put(key, parser.getText());
        } else {
          parser.skipChildren();
        }
      }
      return scalars;
    } catch (IOException e) {
      throw new RequestException(ErrorCode.BAD_REQUEST, "the connect payload is not an object");
    }
  }

  /** The credential in it, or null. */
  static @Nullable String token(Bytes json) throws RequestException {
    return scalars(json).get(TOKEN);
  }

  /** The same object without the credential: what others may see and what may be stored. */
  static Bytes withoutToken(Bytes json) throws RequestException {
    if (json.isEmpty()) {
      return json;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(json.length());
    try (JsonParser parser = parser(json);
        JsonGenerator copy = JSON.createGenerator(out)) {
      parser.nextToken();
      copy.writeStartObject();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        if (parser.currentName().equals(TOKEN)) {
          parser.nextToken();
          parser.skipChildren();
        } else {
          copy.copyCurrentStructureExact(parser);
        }
      }
      copy.writeEndObject();
    } catch (IOException e) {
      throw new RequestException(ErrorCode.BAD_REQUEST, "the connect payload is not an object");
    }
    return Bytes.of(out.toByteArray());
  }

  private static JsonParser parser(Bytes json) throws IOException {
    return JSON.createParser(json.array(), json.from(), json.length());
  }
}
