package dev.holdfast.broker.logging;

/**
 * Writes text of clients into a line of the log: what would end the line, or would be an order to
 * the terminal that shows it, is written as an escape. So nobody can forge a line.
 */
final class Escapes {
  private static final char LINE_SEPARATOR = '\u2028';
  private static final char PARAGRAPH_SEPARATOR = '\u2029';

  private Escapes() {}

  static void append(StringBuilder out, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isHarmless(c)) {
        out.append(c);
      } else {
        escape(out, c);
      }
    }
  }

  /** A value of a key: in quotes, unless it is one plain word. */
  static void appendValue(StringBuilder out, String text) {
    if (isWord(text)) {
      out.append(text);
      return;
    }
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (isHarmless(c)) {
        out.append(c);
      } else {
        escape(out, c);
      }
    }
    out.append('"');
  }

  private static boolean isWord(String text) {
    return !text.isEmpty()
        && text.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '"' && c != '=' && c != '\\');
  }

  private static boolean isHarmless(char c) {
    return !Character.isISOControl(c)
        && c != LINE_SEPARATOR
        && c != PARAGRAPH_SEPARATOR
        && Character.getType(c) != Character.FORMAT;
  }

  private static void escape(StringBuilder out, char c) {
    switch (c) {
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> out.append("\\u%04x".formatted((int) c));
    }
  }
}
