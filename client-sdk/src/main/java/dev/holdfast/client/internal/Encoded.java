package dev.holdfast.client.internal;

import com.fasterxml.jackson.databind.JsonNode;
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
   * Encodes arguments by Jackson, those of type {@code byte[]}, and the {@code BinaryNode}s of
   * Jackson trees, as attachments.
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
      json.writeBytes(Json.write(attached(arg, attachments)));
    }
    return new Encoded(Bytes.of(json.toByteArray()), List.copyOf(attachments));
  }

  private static @Nullable Object attached(@Nullable Object arg, List<Bytes> attachments) {
    if (arg instanceof byte[] data) {
      return attach(data, attachments);
    }
    return arg instanceof JsonNode tree
        ? BinaryTrees.emptied(tree, data -> attach(data, attachments))
        : arg;
  }

  private static ObjectNode attach(byte[] data, List<Bytes> attachments) {
    if (attachments.size() == SocketPacketReader.MAX_ATTACHMENTS) {
      throw new IllegalArgumentException(
          "more than " + SocketPacketReader.MAX_ATTACHMENTS + " binary arguments");
    }
    attachments.add(Bytes.of(data.clone()));
    return BinaryTrees.placeholder(attachments.size() - 1);
  }
}
