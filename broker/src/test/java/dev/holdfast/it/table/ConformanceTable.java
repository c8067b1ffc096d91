package dev.holdfast.it.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Verdicts by client and fault, and the table of the docs that is written from them. */
final class ConformanceTable {
  private static final String BEGIN = "<!-- table: written by ConformanceTableIT -->\n";
  private static final String END = "<!-- end of table -->\n";

  private final Map<Cell, Map<Fault, Verdict>> verdicts = new LinkedHashMap<>();

  void add(Cell cell, Fault fault, Verdict verdict) {
    verdicts.computeIfAbsent(cell, unused -> new EnumMap<>(Fault.class)).put(fault, verdict);
  }

  /** Where a promise was broken; empty when it is as it should be. */
  List<String> broken() {
    return verdicts.entrySet().stream()
        .flatMap(
            row ->
                row.getValue().entrySet().stream()
                    .filter(column -> !column.getValue().good())
                    .map(column -> row.getKey().clientId() + ", " + column))
        .toList();
  }

  String markdown() {
    StringBuilder table = new StringBuilder("| client | transport | ack |");
    StringBuilder rule = new StringBuilder("| --- | --- | --- |");
    for (Fault fault : Fault.values()) {
      table.append(' ').append(fault).append(" |");
      rule.append(" --- |");
    }
    table.append('\n').append(rule).append('\n');
    verdicts.forEach((cell, row) -> table.append(row(cell, row)).append('\n'));
    return table.toString();
  }

  private static String row(Cell cell, Map<Fault, Verdict> row) {
    String columns =
        row.values().stream().map(Verdict::toString).collect(Collectors.joining(" | "));
    return "| %s | %s | `%s` | %s |"
        .formatted(cell.kind(), lower(cell.carrier()), lower(cell.ack()), columns);
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** The table of this page. */
  static String in(Path page) {
    String text = read(page);
    return text.substring(text.indexOf(BEGIN) + BEGIN.length(), text.indexOf(END));
  }

  /** Puts this table in the place of the page's. */
  void writeInto(Path page) {
    String text = read(page);
    write(page, text.replace(BEGIN + in(page) + END, BEGIN + markdown() + END));
  }

  void writeTo(Path file) {
    write(file, markdown());
  }

  /** The same table without the one figure that differs from run to run. */
  static String withoutRepeats(String table) {
    return table.replaceAll("· \\d+ ·", "· n ·");
  }

  private static String read(Path page) {
    try {
      return Files.readString(page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
