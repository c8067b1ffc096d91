package dev.holdfast.broker.queue;

import java.util.regex.Pattern;

/**
 * Which trace an event belongs to, as its publisher says: the two headers of W3C Trace Context. The
 * broker hands them on and does not look into them.
 *
 * @param parent the header {@code traceparent}
 * @param state the header {@code tracestate}; empty for none
 */
public record TraceContext(String parent, String state) {
  /** The longest state, in characters: what the recommendation asks to be handed on at least. */
  public static final int MAX_STATE = 512;

  /** Version 00; the ids are not all zero. */
  private static final Pattern PARENT =
      Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

  private static final Pattern STATE = Pattern.compile("[ -~]{0," + MAX_STATE + "}");

  /** True for a text that is a {@code traceparent}. */
  public static boolean isParent(String text) {
    return PARENT.matcher(text).matches();
  }

  /** True for a text that may be a {@code tracestate}: its list is the tracing system's own. */
  public static boolean isState(String text) {
    return STATE.matcher(text).matches();
  }

  /** Roughly the memory it takes, in bytes. */
  int weight() {
    return 150 + parent.length() + state.length();
  }
}
