package dev.holdfast.proof.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files that a broker's store has, or will make: RocksDB numbers them. */
final class StoreFiles {
  private static final Pattern NUMBER = Pattern.compile("(?<![.\\d])\\d{6}(?!\\d)");
  private static final int NEXT_NUMBERS = 60;

  private StoreFiles() {}

  /** Of a data directory that no broker uses at present. */
  static Set<Path> of(Path data) throws IOException {
    Set<Path> files = new TreeSet<>();
    long last = 0;
    if (Files.exists(data)) {
      try (Stream<Path> paths = Files.walk(data)) {
        for (Path path : paths.toList()) {
          files.add(path);
          Matcher number = NUMBER.matcher(path.getFileName().toString());
          last = Math.max(last, number.find() ? Long.parseLong(number.group()) : 0);
        }
      }
    }
    for (String name : List.of("FORMAT", "FORMAT.new", "LOCK", "db", "db/CURRENT", "db/IDENTITY")) {
      files.add(data.resolve(name));
    }
    for (long next = last; next < last + NEXT_NUMBERS; next++) {
      String number = "%06d".formatted(next);
      for (String name : names(number)) {
        files.add(data.resolve("db").resolve(name));
      }
    }
    return files;
  }

  private static List<String> names(String number) {
    List<String> names = new ArrayList<>();
    names.add(number + ".log");
    names.add(number + ".sst");
    names.add(number + ".dbtmp");
    names.add("MANIFEST-" + number);
    names.add("OPTIONS-" + number);
    names.add("OPTIONS-" + number + ".dbtmp");
    return names;
  }
}
