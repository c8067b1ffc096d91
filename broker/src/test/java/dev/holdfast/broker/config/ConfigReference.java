package dev.holdfast.broker.config;

import java.nio.file.Path;

/** Writes the declaration of the keys down for operators: as a file to edit, and as a table. */
final class ConfigReference {
  static final Path FILE = Path.of("..", "conf", "holdfast.yaml");
  static final Path PAGE = Path.of("..", "docs", "configuration.md");

  private static final String TABLE_BEGINS = "<!-- keys begin -->\n";
  private static final String TABLE_ENDS = "<!-- keys end -->\n";
  private static final int WIDTH = 96;

  private ConfigReference() {}

  /** A configuration file with every key at its default. */
  static String yaml() {
    StringBuilder yaml = new StringBuilder();
    comment(
        yaml,
        "",
        "Configuration of a Holdfast broker: every key with its default. A key that is left out has"
            + " the same value; an unknown one is an error. Times are in milliseconds, sizes in"
            + " bytes, as the names say. All about it: docs/configuration.md");
    String group = "";
    for (Key<?> key : Keys.ALL) {
      if (!key.group().equals(group)) {
        group = key.group();
        yaml.append('\n');
        if (!group.equals(key.name())) {
          yaml.append(group).append(":\n");
        }
      }
      String indent = group.equals(key.name()) ? "" : "  ";
      comment(yaml, indent, key.doc() + " Must be " + key.type().description() + ".");
      String value = key.defaultText();
      yaml.append(indent).append(key.leaf()).append(':');
      yaml.append(value.startsWith("\n") ? "" : " ").append(value).append('\n');
    }
    return yaml.toString();
  }

  private static void comment(StringBuilder yaml, String indent, String text) {
    int column = 0;
    for (String word : text.split(" ", -1)) {
      if (column == 0 || column + 1 + word.length() > WIDTH) {
        yaml.append(column == 0 ? "" : "\n").append(indent).append('#');
        column = indent.length() + 1;
      }
      yaml.append(' ').append(word);
      column += 1 + word.length();
    }
    yaml.append('\n');
  }

  /** The page with its table made anew; what stands around the table is written by hand. */
  static String page(String current) {
    int begin = current.indexOf(TABLE_BEGINS) + TABLE_BEGINS.length();
    int end = current.indexOf(TABLE_ENDS);
    return current.substring(0, begin) + table() + current.substring(end);
  }

  private static String table() {
    StringBuilder table = new StringBuilder("| key | default | unit | legal | meaning |\n");
    table.append("| --- | --- | --- | --- | --- |\n");
    for (Key<?> key : Keys.ALL) {
      String text = key.defaultText();
      String value = text.startsWith("\n") ? "`/` with `defaultRoute: everyone`" : "`" + text + "`";
      table.append("| `%s` | %s | ".formatted(key.name(), value));
      table.append("%s | %s | %s |\n".formatted(key.unit(), key.type().description(), key.doc()));
    }
    return table.toString();
  }
}
