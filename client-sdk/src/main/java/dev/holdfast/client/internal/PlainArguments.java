package dev.holdfast.client.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import dev.holdfast.client.Arguments;
import dev.holdfast.protocol.Bytes;
import java.util.List;

/** Arguments of which the JSON of each is at hand. */
abstract class PlainArguments implements Arguments {
  /**
   * The JSON of one.
   *
   * @throws IndexOutOfBoundsException when there is no such argument
   */
  abstract Bytes element(int index);

  /** The binary data, by the number in its placeholder. */
  abstract List<Bytes> attachments();

  /** The JSON of one as a tree. */
  final JsonNode tree(int index) {
    return Json.tree(element(index));
  }

  @Override
  public final <T> T arg(int index, Class<T> type) {
    Bytes json = element(index);
    return type == byte[].class && json.at(0) == '{'
        ? type.cast(binary(index))
        : Json.read(json, type);
  }

  @Override
  public final Object[] args() {
    Object[] args = new Object[size()];
    for (int i = 0; i < args.length; i++) {
      JsonNode arg = BinaryTrees.filled(tree(i), attachments());
      args[i] = arg instanceof BinaryNode data ? data.binaryValue() : arg;
    }
    return args;
  }

  @Override
  public final String json(int index) {
    return element(index).toUtf8();
  }

  @Override
  public final byte[] binary(int index) {
    int number = BinaryTrees.attachment(tree(index), attachments().size());
    if (number < 0) {
      throw new IllegalArgumentException("argument " + index + " is not a binary one");
    }
    return attachments().get(number).toArray();
  }
}
