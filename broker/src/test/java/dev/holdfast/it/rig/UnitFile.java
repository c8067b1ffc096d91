package dev.holdfast.it.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A systemd unit, read as far as starting its program by hand needs. */
public final class UnitFile {
  private final List<String> lines;

  public UnitFile(Path file) throws IOException {
    lines = Files.readAllLines(file);
  }

  /** The value of a setting that stands there once. */
  public String get(String name) {
    List<String> values =
        lines.stream()
            .filter(line -> line.startsWith(name + "="))
            .map(line -> line.substring(name.length() + 1))
            .toList();
    if (values.size() != 1) {
      throw new AssertionError(name + " stands there " + values.size() + " times");
    }
    return values.get(0);
  }

  /** The command line of the service, as systemd makes it: {@code $NAME} becomes several words. */
  public List<String> execStart(Map<String, String> environment) {
    List<String> command = new ArrayList<>();
    for (String word : get("ExecStart").split(" ", -1)) {
      if (word.startsWith("$")) {
        String value = environment.getOrDefault(word.substring(1), "").strip();
        command.addAll(value.isEmpty() ? List.of() : List.of(value.split(" +", -1)));
      } else {
        command.add(word);
      }
    }
    return command;
  }
}
