package dev.holdfast.client.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.JsonFactories;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The one Jackson mapper of the client, and what is asked of it. Thread-safe. */
final class Json {
  private static final ObjectMapper MAPPER =
      new ObjectMapper(JsonFactories.forPackets()).findAndRegisterModules();

  /** Numbers keep all their digits. */
  private static final ObjectReader TREES =
      MAPPER
          .readerFor(JsonNode.class)
          .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .without(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES);

  private Json() {}

  /**
   * The JSON of an application's object.
   *
   * @throws IllegalArgumentException when it has none
   */
  static byte[] write(@Nullable Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException unfit) {
      throw new IllegalArgumentException("cannot become JSON: " + value, unfit);
    }
  }

  /** An empty object, whose keys keep their order. */
  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** As {@link #write}, as text. */
  static String text(@Nullable Object value) {
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

  /**
   * As {@link #read(Bytes, Class)}, from a tree.
   *
   * @throws IllegalArgumentException when it does not fit
   */
  static <T> T read(JsonNode json, Class<T> type) {
    return read(Bytes.utf8(json.toString()), type);
  }

  /**
   * A small tree for the broker's own answers; a missing node when there is no JSON.
   *
   * @throws IllegalArgumentException when it is not JSON
   */
  static JsonNode tree(Bytes json) {
    if (json.isEmpty()) {
      return MissingNode.getInstance();
    }
    try {
      return TREES.readValue(json.array(), json.from(), json.length());
    } catch (IOException unfit) {
      throw new IllegalArgumentException("not JSON", unfit);
    }
  }

  /** As {@link #tree}; a missing node also where the JSON cannot be read. */
  static JsonNode treeOrMissing(Bytes json) {
    try {
      return tree(json);
    } catch (IllegalArgumentException unreadable) {
      return MissingNode.getInstance();
    }
  }
}
