package dev.holdfast.cli.operate;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Prints rows in columns for people. The widths are those of the first rows, which are held back
 * for it: so a list of any length takes no more memory. Numbers stand on the right.
 */
final class Table implements AutoCloseable {
  private static final int HELD_BACK = 200;
  private static final int MAX_WIDTH = 60;
  private static final String GAP = "  ";

  private final PrintWriter out;
  private final int[] widths;
  private final List<List<String>> held = new ArrayList<>();
  private boolean measured;

  Table(PrintWriter out, String... headers) {
    this(out, List.of(headers));
  }

  Table(PrintWriter out, List<String> headers) {
    this.out = out;
    this.widths = new int[headers.size()];
    held.add(headers);
  }

  void row(Object... cells) {
    List<String> row = new ArrayList<>();
    for (Object cell : cells) {
      row.add(printable(String.valueOf(cell)));
    }
    if (measured) {
      print(row);
    } else {
      held.add(row);
      if (held.size() > HELD_BACK) {
        release();
      }
    }
  }

  /** Names come from clients: what would move the cursor of a terminal is not let out. */
  static String printable(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    text.codePoints().forEach(c -> safe.appendCodePoint(Character.isISOControl(c) ? '\ufffd' : c));
    return safe.toString();
  }

  private void release() {
    for (List<String> row : held) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.min(MAX_WIDTH, Math.max(widths[i], row.get(i).length()));
      }
    }
    measured = true;
    held.forEach(this::print);
    held.clear();
  }

  private void print(List<String> row) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < row.size(); i++) {
      String cell = row.get(i);
      String padding = " ".repeat(Math.max(0, widths[i] - cell.length()));
      boolean number = !cell.isEmpty() && cell.chars().allMatch(Character::isDigit);
      line.append(i == 0 ? "" : GAP).append(number ? padding + cell : cell + padding);
    }
    out.println(line.toString().stripTrailing());
  }

  @Override
  public void close() {
    if (!measured) {
      release();
    }
    out.flush();
  }
}
