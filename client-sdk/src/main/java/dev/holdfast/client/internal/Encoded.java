package dev.holdfast.client.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.socketio.ArgumentCheck;
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
   * @throws IllegalArgumentException when one cannot become JSON, too many are binary, or it is one
   *     that the broker would close the connection for: {@link ArgumentCheck}
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
    Bytes elements = Bytes.of(json.toByteArray());
    ArgumentCheck.check(elements, attachments.size());
    return new Encoded(elements, List.copyOf(attachments));
  }

  /** The largest message that they are sent in, with so many bytes around the JSON. */
  long largestMessage(int overheadBytes) {
    long largest = (long) json.length() + overheadBytes;
    for (Bytes attachment : attachments) {
      largest = Math.max(largest, attachment.length());
    }
    return largest;
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
