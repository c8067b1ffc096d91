package dev.holdfast.client.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.socketio.SocketPacketReader;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An application's arguments as the wire takes them.
 *
 * @param json the elements of the packet's JSON array, separated by commas
 * @param attachments the binary ones, for whose placeholders the JSON has numbers
 */
record Encoded(Bytes json, List<Bytes> attachments) {
  /**
   * Encodes arguments by Jackson, those of type {@code byte[]} as attachments.
   *
   * @throws IllegalArgumentException when one cannot become JSON, or too many are binary
   */
  static Encoded of(@Nullable Object... args) {
    List<Bytes> attachments = new ArrayList<>();
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    for (Object arg : args) {
      if (json.size() > 0) {
        json.write(',');
      }
      json.writeBytes(Json.write(arg instanceof byte[] data ? attach(data, attachments) : arg));
    }
    return new Encoded(Bytes.of(json.toByteArray()), List.copyOf(attachments));
  }

  private static ObjectNode attach(byte[] data, List<Bytes> attachments) {
    if (attachments.size() == SocketPacketReader.MAX_ATTACHMENTS) {
      throw new IllegalArgumentException(
          "more than " + SocketPacketReader.MAX_ATTACHMENTS + " binary arguments");
    }
    attachments.add(Bytes.of(data.clone()));
    return Json.object().put("_placeholder", true).put("num", attachments.size() - 1);
  }
}
