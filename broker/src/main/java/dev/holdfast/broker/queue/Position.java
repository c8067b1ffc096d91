package dev.holdfast.broker.queue;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a record stands: the store's epoch, the shard, the offset in the shard's log. On the wire
 * it is an opaque text, {@code <epoch in base 36>-<shard>-<offset>}; users may compare it for
 * equality only.
 *
 * @param epoch names the history the offset belongs to; a restored store has another
 * @param shard 0 on a single node
 * @param offset 1 for the first record of a shard; 0 stands before it
 */
public record Position(int epoch, int shard, long offset) {
  private static final Pattern TEXT =
      Pattern.compile("([0-9a-z]{1,6})-(0|[1-9][0-9]{0,4})-(0|[1-9][0-9]{0,17})");

  /**
   * Reads the wire form.
   *
   * @throws IllegalArgumentException when the text is not a position
   */
  public static Position parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a position: '" + abbreviated(text) + "'");
    }
    long epoch = Long.parseLong(matcher.group(1), 36);
    if (epoch > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("not a position: '" + text + "'");
    }
    return new Position(
        (int) epoch, Integer.parseInt(matcher.group(2)), Long.parseLong(matcher.group(3)));
  }

  private static String abbreviated(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }

  /** What every position of one shard's history starts with, up to the offset. */
  public static String prefix(int epoch, int shard) {
    return Integer.toString(epoch, 36) + '-' + shard + '-';
  }

  @Override
  public String toString() {
    return prefix(epoch, shard) + offset;
  }
}
