package dev.holdfast.broker.files;

import static java.nio.file.attribute.PosixFilePermission.GROUP_WRITE;
import static java.nio.file.attribute.PosixFilePermission.OTHERS_EXECUTE;
import static java.nio.file.attribute.PosixFilePermission.OTHERS_READ;
import static java.nio.file.attribute.PosixFilePermission.OTHERS_WRITE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * Checks who may read and write a file. A symbolic link counts as what it leads to. On file systems
 * without these permissions nothing is checked. Its methods block, and are safe for all threads.
 */
public final class FileModes {
  /** Keys, tokens and permissions are small; anything longer is another file. */
  private static final int MAX_SECRET_BYTES = 16 << 20;

  private static final Set<PosixFilePermission> NOT_FOR_SECRETS =
      EnumSet.of(GROUP_WRITE, OTHERS_READ, OTHERS_WRITE, OTHERS_EXECUTE);

  private FileModes() {}

  /**
   * Reads a file with a secret in it: a key, tokens.
   *
   * @throws IOException when it cannot be read, is longer than 16 MiB, or is open to others
   */
  public static byte[] readSecret(Path file) throws IOException {
    requireSecret(file);
    return read(file);
  }

  /**
   * Reads a small file that is no secret.
   *
   * @throws IOException when it cannot be read or is longer than 16 MiB
   */
  public static byte[] read(Path file) throws IOException {
    if (Files.size(file) > MAX_SECRET_BYTES) {
      throw new IOException(file + " is longer than " + MAX_SECRET_BYTES + " bytes");
    }
    return Files.readAllBytes(file);
  }

  /**
   * Checks that only the owner writes a file, and nobody but the owner and its group reads it.
   *
   * @throws IOException when that is not so, or the file is not there; says what to do
   */
  public static void requireSecret(Path file) throws IOException {
    Set<PosixFilePermission> open = permissions(file);
    String mode = PosixFilePermissions.toString(open);
    open.retainAll(NOT_FOR_SECRETS);
    if (!open.isEmpty()) {
      throw new IOException(
          "%s holds a secret, but its mode is %s: allow no others to read it (chmod 640 %s)"
              .formatted(file, mode, file));
    }
  }

  /**
   * Checks that not everybody on the machine can change what a file or a directory holds.
   *
   * @throws IOException when everybody can, or it is not there; says what to do
   */
  public static void requireOwn(Path path) throws IOException {
    Set<PosixFilePermission> open = permissions(path);
    if (open.contains(OTHERS_WRITE)) {
      throw new IOException(
          "every user of the machine can write to %s (mode %s): chmod o-w %s"
              .formatted(path, PosixFilePermissions.toString(open), path));
    }
  }

  /** Empty where the file system has none. */
  private static Set<PosixFilePermission> permissions(Path path) throws IOException {
    try {
      Set<PosixFilePermission> found = EnumSet.noneOf(PosixFilePermission.class);
      found.addAll(Files.getPosixFilePermissions(path));
      return found;
    } catch (UnsupportedOperationException notPosix) {
      return EnumSet.noneOf(PosixFilePermission.class);
    }
  }
}
