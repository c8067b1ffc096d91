package dev.holdfast.it.rig;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.Arrays;
import org.json.JSONArray;
import org.json.JSONException;
import org.json.JSONTokener;

/** Between the values of the official Java client (org.json, byte arrays) and Jackson's. */
final class OrgJson {
  private static final JsonMapper JSON = new JsonMapper();

  private OrgJson() {}

  /** Arguments as the library's emit wants them. */
  static Object[] toLibrary(Object... arguments) {
    return Arrays.stream(arguments).map(OrgJson::toLibrary).toArray();
  }

  /** Arguments as the library hands them to a handler. */
  static ArrayNode toJackson(Object... arguments) {
    ArrayNode array = JSON.createArrayNode();
    for (Object argument : arguments) {
      array.add(toJackson(argument));
    }
    return array;
  }

  private static Object toLibrary(Object argument) {
    if (argument instanceof Binary binary) {
      return binary.toBytes();
    }
    try {
      return new JSONTokener(JSON.writeValueAsString(argument)).nextValue();
    } catch (JSONException | JsonProcessingException e) {
      throw new IllegalArgumentException("not a JSON value: " + argument, e);
    }
  }

  private static JsonNode toJackson(Object value) {
    if (value instanceof byte[] bytes) {
      return JSON.valueToTree(Binary.of(bytes));
    }
    try {
      return JSON.readTree(new JSONArray().put(value).toString()).get(0);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a JSON value: " + value, e);
    }
  }
}
