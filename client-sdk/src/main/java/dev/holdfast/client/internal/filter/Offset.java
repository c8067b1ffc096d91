package dev.holdfast.client.internal.filter;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A position, read: offsets of one history, which is what stands before the last hyphen (the epoch
 * and the shard), grow as events are stored.
 */
record Offset(String history, long number) {
  private static final Pattern TEXT = Pattern.compile("([0-9a-z]{1,6}-[0-9]{1,5})-([0-9]{1,18})");

  /** Null when the text is no position of this form. */
  static @Nullable Offset parse(String position) {
    Matcher matcher = TEXT.matcher(position);
    return matcher.matches()
        ? new Offset(matcher.group(1), Long.parseLong(matcher.group(2)))
        : null;
  }
}
