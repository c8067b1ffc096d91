package dev.holdfast.protocol.engineio;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.engineio.EngineCodecException.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the server tells a client at the handshake: the payload of a {@link PacketType#OPEN} packet.
 *
 * @param sid the session's id
 * @param upgrades transports the client may move to; empty on a WebSocket
 * @param pingIntervalMs milliseconds between the server's pings
 * @param pingTimeoutMs milliseconds within which a ping must be answered
 * @param maxPayloadBytes the longest message or polling body the server takes
 */
public record OpenPacket(
    String sid, List<String> upgrades, int pingIntervalMs, int pingTimeoutMs, int maxPayloadBytes) {
  private static final JsonFactory JSON = new JsonFactory();

  /** Keeps its own copy of the list. */
  public OpenPacket {
    upgrades = List.copyOf(upgrades);
  }

  /** The JSON form, with exactly the five keys the reference server sends, in its order. */
  public Bytes toJson() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(128);
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("sid", sid);
      json.writeArrayFieldStart("upgrades");
      for (String upgrade : upgrades) {
        json.writeString(upgrade);
      }
      json.writeEndArray();
      json.writeNumberField("pingInterval", pingIntervalMs);
      json.writeNumberField("pingTimeout", pingTimeoutMs);
      json.writeNumberField("maxPayload", maxPayloadBytes);
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException("writing to memory", impossible);
    }
    return Bytes.of(out.toByteArray());
  }

  /**
   * Reads the JSON form. Keys it does not know are skipped, so that a server may add some.
   *
   * @throws EngineCodecException when it is no such JSON, a key is missing or a number not positive
   */
  public static OpenPacket fromJson(Bytes json) throws EngineCodecException {
    try (JsonParser parser = JSON.createParser(json.array(), json.from(), json.length())) {
      return new Fields().read(parser);
    } catch (IOException malformed) {
      throw new EngineCodecException(Reason.INVALID_OPEN);
    }
  }

  /** The keys found so far. */
  private static final class Fields {
    private @Nullable String sid;
    private @Nullable List<String> upgrades;
    private int pingIntervalMs;
    private int pingTimeoutMs;
    private int maxPayloadBytes;

    OpenPacket read(JsonParser parser) throws IOException, EngineCodecException {
      require(parser.nextToken() == JsonToken.START_OBJECT);
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String key = parser.currentName();
        parser.nextToken();
        value(key, parser);
      }
      require(parser.nextToken() == null);
      require(pingIntervalMs > 0 && pingTimeoutMs > 0 && maxPayloadBytes > 0);
      if (sid == null || sid.isEmpty() || upgrades == null) {
        throw new EngineCodecException(Reason.INVALID_OPEN);
      }
      return new OpenPacket(sid, upgrades, pingIntervalMs, pingTimeoutMs, maxPayloadBytes);
    }

    private void value(String key, JsonParser parser) throws IOException, EngineCodecException {
      switch (key) {
        case "sid" -> sid = string(parser);
        case "upgrades" -> upgrades = strings(parser);
        case "pingInterval" -> pingIntervalMs = number(parser);
        case "pingTimeout" -> pingTimeoutMs = number(parser);
        case "maxPayload" -> maxPayloadBytes = number(parser);
        default -> parser.skipChildren();
      }
    }

    private static List<String> strings(JsonParser parser)
        throws IOException, EngineCodecException {
      require(parser.currentToken() == JsonToken.START_ARRAY);
      List<String> strings = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        strings.add(string(parser));
      }
      return strings;
    }

    private static String string(JsonParser parser) throws IOException, EngineCodecException {
      require(parser.currentToken() == JsonToken.VALUE_STRING);
      return parser.getText();
    }

    private static int number(JsonParser parser) throws IOException, EngineCodecException {
      require(parser.currentToken() == JsonToken.VALUE_NUMBER_INT);
      return parser.getIntValue();
    }

    private static void require(boolean holds) throws EngineCodecException {
      if (!holds) {
        throw new EngineCodecException(Reason.INVALID_OPEN);
      }
    }
  }
}
