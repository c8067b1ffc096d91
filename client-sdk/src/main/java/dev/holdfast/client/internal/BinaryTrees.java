package dev.holdfast.client.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.protocol.Bytes;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Binary data within arguments. On the wire it stands beside the JSON, which has a placeholder
 * {@code {"_placeholder":true,"num":0}} in its place; in a tree it is a {@link BinaryNode}.
 */
final class BinaryTrees {
  private static final String MARK = "_placeholder";
  private static final String NUMBER = "num";

  private BinaryTrees() {}

  /** The placeholder of an attachment. */
  static ObjectNode placeholder(int number) {
    return Json.object().put(MARK, true).put(NUMBER, number);
  }

  /** The number of the attachment whose placeholder this is; -1 for anything else. */
  static int attachment(JsonNode node, int attachments) {
    JsonNode number = node.path(NUMBER);
    boolean marked = node.path(MARK).booleanValue() && number.canConvertToInt();
    int at = marked && number.isIntegralNumber() ? number.intValue() : -1;
    return at < attachments ? at : -1;
  }

  /** A tree with the data in the place of its placeholders; the given one is changed or given. */
  static JsonNode filled(JsonNode tree, List<Bytes> attachments) {
    int number = attachment(tree, attachments.size());
    return number >= 0
        ? BinaryNode.valueOf(attachments.get(number).toArray())
        : withChildren(tree, child -> filled(child, attachments));
  }

  /** A tree with its data attached, and placeholders in its place; the given one is not changed. */
  static JsonNode emptied(JsonNode tree, Attach attach) {
    return holdsData(tree) ? replaced(tree.deepCopy(), attach) : tree;
  }

  private static boolean holdsData(JsonNode tree) {
    if (tree.isBinary()) {
      return true;
    }
    for (JsonNode child : tree) {
      if (holdsData(child)) {
        return true;
      }
    }
    return false;
  }

  private static JsonNode replaced(JsonNode tree, Attach attach) {
    return tree instanceof BinaryNode data
        ? attach.attach(data.binaryValue())
        : withChildren(tree, child -> replaced(child, attach));
  }

  private static JsonNode withChildren(JsonNode tree, UnaryOperator<JsonNode> change) {
    if (tree instanceof ObjectNode object) {
      object.properties().forEach(field -> field.setValue(change.apply(field.getValue())));
    } else if (tree instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, change.apply(array.get(i)));
      }
    }
    return tree;
  }

  /** Takes an attachment and gives its placeholder. */
  @FunctionalInterface
  interface Attach {
    JsonNode attach(byte[] data);
  }
}
