package dev.holdfast.broker.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * Where a benchmark keeps its data; deleted by whoever made it.
 *
 * @param path the directory
 */
public record TempDirectory(Path path) {
  /** A new one, empty. */
  public static TempDirectory create() throws IOException {
    return new TempDirectory(Files.createTempDirectory("holdfast-bench"));
  }

  /** Bytes of all files in it. */
  public long sizeBytes() throws IOException {
    try (Stream<Path> files = Files.walk(path)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  /** Removes it with all it holds. */
  public void delete() throws IOException {
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
