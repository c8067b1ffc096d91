package dev.holdfast.broker.storage;

import dev.holdfast.broker.queue.Lineage;
import dev.holdfast.broker.queue.Lineage.Ancestor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The content of a data directory's {@code FORMAT} file, described in {@code
 * docs/storage-format.md}.
 *
 * @param lineage names this store's history, and those it goes back to
 * @param state what may be done with the directory
 */
record StoreFormat(Lineage lineage, State state) {
  /** The format this program writes, and the newest it can read. */
  static final int VERSION = 2;

  /** What may be done with a directory; its name stands in the file in lower case. */
  enum State {
    /** Its database is being created: it may be incomplete and certainly holds nothing. */
    CREATING,
    /** A store. */
    READY,
    /** A backup, complete: it is not served, but restored from. */
    BACKUP,
    /** A backup is being copied here: it may be incomplete, and is of no use if it stays so. */
    RESTORING
  }

  /** The first line is the same in every version; only that line decides who may read on. */
  private static final Pattern FIRST_LINE = Pattern.compile("holdfast-store: (\\d{1,9})\n");

  private static final Pattern CONTENT =
      Pattern.compile(
          "holdfast-store: "
              + VERSION
              + "\nepoch: (-?\\d{1,10})\n((?:history: -?\\d{1,10} \\d{1,18}\n)*)"
              + "state: (creating|ready|backup|restoring)\n"
              + SummedText.SUM_LINE);

  /** Thrown when the text is not a {@code FORMAT} this program can read; says why. */
  static final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1L;

    private UnreadableException(String message) {
      super(message);
    }
  }

  StoreFormat in(State next) {
    return new StoreFormat(lineage, next);
  }

  boolean is(State expected) {
    return state == expected;
  }

  String toText() {
    StringBuilder text = new StringBuilder(100);
    text.append("holdfast-store: ").append(VERSION).append('\n');
    text.append("epoch: ").append(lineage.epoch()).append('\n');
    for (Ancestor ancestor : lineage.ancestors()) {
      text.append("history: ").append(ancestor.epoch()).append(' ').append(ancestor.upTo());
      text.append('\n');
    }
    text.append("state: ").append(state.name().toLowerCase(Locale.ROOT)).append('\n');
    // One wrong digit would name another epoch.
    return SummedText.of(text.toString());
  }

  /**
   * Reads it.
   *
   * @param text the file's bytes as characters, one each
   */
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
      throw new UnreadableException("it is damaged; restore the store from a backup");
    }
    if (!SummedText.isWhole(text)) {
      throw new UnreadableException(
          "it is damaged, its checksum does not fit the rest of it; restore the store from a"
              + " backup");
    }
    try {
      Lineage lineage = Lineage.of(Integer.parseInt(content.group(1)), ancestors(content.group(2)));
      return new StoreFormat(lineage, State.valueOf(content.group(3).toUpperCase(Locale.ROOT)));
    } catch (NumberFormatException e) {
      throw new UnreadableException("its epoch is not a 32-bit number");
    } catch (IllegalArgumentException e) {
      throw new UnreadableException("the histories in it overlap");
    }
  }

  private static List<Ancestor> ancestors(String lines) {
    List<Ancestor> ancestors = new ArrayList<>();
    for (String line : lines.lines().toList()) {
      String[] words = line.split(" ", 3);
      ancestors.add(new Ancestor(Integer.parseInt(words[1]), Long.parseLong(words[2])));
    }
    return ancestors;
  }
}
