package dev.holdfast.protocol.socketio;

import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.JsonScanner;
import dev.holdfast.protocol.JsonScanner.MalformedJsonException;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.TreeMap;

/**
 * The objects <code>{"_placeholder":true,"num":i}</code> of a JSON text that is to stand in a
 * packet beside others that have attachments. All else stays byte for byte.
 */
public final class PlaceholderTexts {
  private PlaceholderTexts() {}

  /** What is to stand in the place of so many bytes. */
  private record Change(int length, String text) {}

  /**
   * Adds to the number of each placeholder.
   *
   * @param json one value, known to be valid, with placeholders that are
   * @param by how many attachments come before its own
   */
  public static Bytes raised(Bytes json, int by) {
    if (by == 0) {
      return json;
    }
    Map<Integer, Change> changes = new TreeMap<>();
    walk(
        json,
        found -> {
          String raised = Integer.toString(found.number() + by);
          changes.put(found.numberAt(), new Change(found.numberLength(), raised));
        });
    return changed(json, changes);
  }

  /**
   * Whether there is an object in it that reads as a placeholder.
   *
   * @param json one value, known to be valid, that came without attachments
   */
  public static boolean hasLiteral(Bytes json) {
    boolean[] has = {false};
    walk(json, found -> has[0] = true);
    return has[0];
  }

  /**
   * Says {@code "_placeholder":false} in each object that reads as a placeholder and is none.
   *
   * @param json one value, known to be valid, that came without attachments
   */
  public static Bytes disowned(Bytes json) {
    Map<Integer, Change> changes = new TreeMap<>();
    walk(json, found -> changes.put(found.markAt(), new Change("true".length(), "false")));
    return changes.isEmpty() ? json : changed(json, changes);
  }

  private static void walk(Bytes json, Placeholders.Visitor visitor) {
    try {
      new Placeholders(visitor).skip(new JsonScanner(json, SocketPacketReader.MAX_DEPTH));
    } catch (MalformedJsonException | SocketProtocolException impossible) {
      throw new IllegalArgumentException("not a valid JSON text", impossible);
    }
  }

  private static Bytes changed(Bytes json, Map<Integer, Change> changes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(json.length() + 2 * changes.size());
    int copied = 0;
    for (Map.Entry<Integer, Change> place : changes.entrySet()) {
      write(out, json.slice(copied, place.getKey()));
      write(out, Bytes.utf8(place.getValue().text()));
      copied = place.getKey() + place.getValue().length();
    }
    write(out, json.slice(copied, json.length()));
    return Bytes.of(out.toByteArray());
  }

  private static void write(ByteArrayOutputStream out, Bytes bytes) {
    out.write(bytes.array(), bytes.from(), bytes.length());
  }
}
