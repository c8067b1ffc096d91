package dev.holdfast.broker.storage;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The content of a data directory's {@code FORMAT} file, described in {@code
 * docs/storage-format.md}.
 *
 * @param epoch names this store's history
 * @param ready false while the database is being created for the first time, when it may be
 *     incomplete and certainly holds nothing
 */
record StoreFormat(int epoch, boolean ready) {
  /** The format this program writes, and the newest it can read. */
  static final int VERSION = 2;

  /** The first line is the same in every version; only that line decides who may read on. */
  private static final Pattern FIRST_LINE = Pattern.compile("holdfast-store: (\\d{1,9})\n");

  private static final Pattern CONTENT =
      Pattern.compile("holdfast-store: 2\nepoch: (-?\\d{1,10})\nstate: (creating|ready)\n");

  /** Thrown when the text is not a {@code FORMAT} this program can read; says why. */
  static final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1L;

    private UnreadableException(String message) {
      super(message);
    }
  }

  String toText() {
    return "holdfast-store: %d%nepoch: %d%nstate: %s%n"
        .formatted(VERSION, epoch, ready ? "ready" : "creating")
        .replace("\r\n", "\n");
  }

  static StoreFormat parse(String text) throws UnreadableException {
    Matcher first = FIRST_LINE.matcher(text);
    if (!first.lookingAt()) {
      throw new UnreadableException("its first line is not 'holdfast-store: <format>'");
    }
    int version = Integer.parseInt(first.group(1));
    if (version > VERSION) {
      throw new UnreadableException(
          "it has format "
              + version
              + ", and this program knows formats up to "
              + VERSION
              + ". Start the newer Holdfast that wrote it");
    }
    if (version == 1) {
      throw new UnreadableException(
          "it has format 1, of a version before the first release, which this program does not"
              + " read. Start the older Holdfast, or choose another directory");
    }
    Matcher content = CONTENT.matcher(text);
    if (!content.matches()) {
      throw new UnreadableException("it is damaged; restore it from a backup");
    }
    try {
      return new StoreFormat(Integer.parseInt(content.group(1)), content.group(2).equals("ready"));
    } catch (NumberFormatException e) {
      throw new UnreadableException("its epoch is not a 32-bit number");
    }
  }
}
