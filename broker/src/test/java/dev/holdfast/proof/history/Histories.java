package dev.holdfast.proof.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads the histories of a run. */
public final class Histories {
  private static final ObjectReader JSON = new ObjectMapper().readerFor(Entry.class);

  private Histories() {}

  /**
   * Every history in this directory; the parts of one client as one, in the order of time. A last
   * line that a kill has torn counts as not written.
   */
  public static List<History> read(Path directory) throws IOException {
    Map<String, List<Line>> byClient = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(Histories::isHistory).sorted().toList()) {
        byClient.computeIfAbsent(client(file), c -> new ArrayList<>()).addAll(lines(file));
      }
    }
    List<History> histories = new ArrayList<>();
    byClient.forEach((client, lines) -> histories.add(ordered(client, lines)));
    return histories;
  }

  /**
   * What of these histories is certain when the power fails at a time that is known only to some
   * precision: what was tried until shortly after, and what was seen until shortly before.
   */
  public static List<History> until(long at, long precision, List<History> histories) {
    return histories.stream().map(history -> new Cut(at, precision).of(history)).toList();
  }

  /** Each client's history, and what it noted after. */
  public static List<History> after(List<History> past, List<History> histories) {
    Map<String, List<Line>> byClient = new TreeMap<>();
    Stream.concat(past.stream(), histories.stream())
        .forEach(
            history ->
                byClient
                    .computeIfAbsent(history.client(), c -> new ArrayList<>())
                    .addAll(history.lines()));
    List<History> whole = new ArrayList<>();
    byClient.forEach((client, lines) -> whole.add(new History(client, List.copyOf(lines))));
    return whole;
  }

  private static History ordered(String client, List<Line> lines) {
    lines.sort(Comparator.comparingLong(line -> line.entry().at()));
    return new History(client, List.copyOf(lines));
  }

  private static boolean isHistory(Path file) {
    return file.getFileName().toString().endsWith(HistoryWriter.SUFFIX);
  }

  private static String client(Path file) {
    return file.getFileName().toString().replaceFirst("\\.\\d+\\.jsonl$", "");
  }

  private static List<Line> lines(Path file) throws IOException {
    List<String> texts = Files.readAllLines(file);
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      try {
        lines.add(new Line(file.getFileName().toString(), i + 1, JSON.readValue(texts.get(i))));
      } catch (JsonProcessingException e) {
        if (i < texts.size() - 1) {
          throw e;
        }
      }
    }
    return lines;
  }
}
