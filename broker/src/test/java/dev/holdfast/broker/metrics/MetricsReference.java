package dev.holdfast.broker.metrics;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a scrape says of the metrics themselves, and the table of them in the docs. */
final class MetricsReference {
  static final Path PAGE = Path.of("..", "docs", "operations.md");
  private static final String BEGIN = "<!-- metrics begin -->\n";
  private static final String END = "<!-- metrics end -->";
  private static final Pattern HELP = Pattern.compile("# HELP (\\S+) (.*)");
  private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");
  private static final Pattern SAMPLE = Pattern.compile("([a-z_]+)(?:\\{([^}]*)})? .*");
  private static final Pattern LABEL = Pattern.compile("([a-z]+)=\"");

  private final Map<String, String> help = new TreeMap<>();
  private final Map<String, String> types = new TreeMap<>();
  private final Map<String, Set<String>> labels = new TreeMap<>();

  private MetricsReference() {}

  static MetricsReference of(String scrape) {
    MetricsReference reference = new MetricsReference();
    scrape.lines().forEach(reference::read);
    return reference;
  }

  private void read(String line) {
    Matcher described = HELP.matcher(line);
    Matcher typed = TYPE.matcher(line);
    Matcher sampled = SAMPLE.matcher(line);
    if (described.matches()) {
      help.put(described.group(1), described.group(2));
    } else if (typed.matches()) {
      types.put(typed.group(1), typed.group(2));
    } else if (sampled.matches()) {
      Set<String> known = labels.computeIfAbsent(sampled.group(1), name -> new TreeSet<>());
      if (sampled.group(2) != null) {
        LABEL.matcher(sampled.group(2)).results().forEach(label -> known.add(label.group(1)));
      }
    }
  }

  /** The names that a query may use. */
  Set<String> samples() {
    return labels.keySet();
  }

  /** The page with the table of the broker's own metrics in its place. */
  String page(String page) {
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    int end = page.indexOf(END);
    return page.substring(0, begin) + table() + page.substring(end);
  }

  private String table() {
    StringBuilder table = new StringBuilder("| metric | type | labels | meaning |\n");
    table.append("| --- | --- | --- | --- |\n");
    types.forEach(
        (name, type) -> {
          if (name.startsWith("holdfast_") && !isMaximum(name)) {
            String meaning = help.getOrDefault(name, "").strip();
            table.append(
                "| `%s` | %s | %s | %s |%n".formatted(name, type, labels(name, type), meaning));
          }
        });
    return table.toString();
  }

  /** What Micrometer adds to each histogram. */
  private boolean isMaximum(String name) {
    return name.endsWith("_max") && types.containsKey(name.substring(0, name.length() - 4));
  }

  private String labels(String name, String type) {
    String sample = type.equals("histogram") ? name + "_count" : name;
    return String.join(", ", labels.getOrDefault(sample, Set.of()));
  }
}
