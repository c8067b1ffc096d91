package dev.holdfast.broker.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Writes files as a careful operator does. */
public final class OwnFiles {
  private OwnFiles() {}

  /** Puts a text in the place of a file at once, for its owner only. */
  public static Path replace(Path file, String content) {
    try {
      Path next = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), content);
      return Files.move(mode(next, "rw-------"), file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gives a file a mode like {@code rw-r-----}; returns the file. */
  public static Path mode(Path file, String mode) {
    try {
      return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
