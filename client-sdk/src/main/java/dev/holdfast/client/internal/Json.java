package dev.holdfast.client.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.holdfast.protocol.Bytes;
import java.io.IOException;

/** The one Jackson mapper of the client, and what is asked of it. Thread-safe. */
final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper().findAndRegisterModules();

  private Json() {}

  /**
   * The JSON of an application's object.
   *
   * @throws IllegalArgumentException when it has none
   */
  static byte[] write(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException unfit) {
      throw new IllegalArgumentException("cannot become JSON: " + value.getClass(), unfit);
    }
  }

  /** As {@link #write}, as text. */
  static String text(Object value) {
    return Bytes.of(write(value)).toUtf8();
  }

  /**
   * JSON bound to a type.
   *
   * @throws IllegalArgumentException when it does not fit
   */
  static <T> T read(Bytes json, Class<T> type) {
    try {
      T value = MAPPER.readValue(json.array(), json.from(), json.length(), type);
      if (value == null) {
        throw new IllegalArgumentException("the argument is null");
      }
      return value;
    } catch (IOException unfit) {
      throw new IllegalArgumentException("cannot be read as " + type.getName(), unfit);
    }
  }

  /** A small tree for the broker's own answers; a missing node when there is no JSON. */
  static JsonNode tree(Bytes json) {
    if (json.isEmpty()) {
      return MissingNode.getInstance();
    }
    return read(json, JsonNode.class);
  }
}
