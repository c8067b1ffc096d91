package dev.holdfast.broker.security;

import dev.holdfast.broker.files.FileModes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Reads the small files of an operator, whole and bounded, if nobody else can have changed them.
 */
final class SecurityFiles {
  /** Enough for some ten thousand tokens; more is a mistake. */
  static final int MAX_BYTES = 8 << 20;

  private SecurityFiles() {}

  /**
   * All that the file holds.
   *
   * @throws SecurityFileException when it cannot be read, or is open to others; says what to do
   */
  static byte[] read(AccessContent content) throws SecurityFileException {
    Path file = content.file();
    requireClosed(file, content.isSecret());
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new SecurityFileException(file, "is longer than " + MAX_BYTES + " bytes");
      }
      return bytes;
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static void requireClosed(Path file, boolean secret) throws SecurityFileException {
    try {
      if (secret) {
        FileModes.requireSecret(file);
      } else {
        FileModes.requireOwn(file);
      }
    } catch (FileSystemException e) {
      throw unreadable(file, e);
    } catch (IOException open) {
      throw new SecurityFileException(String.valueOf(open.getMessage()), open);
    }
  }

  private static SecurityFileException unreadable(Path file, IOException e) {
    return e instanceof NoSuchFileException
        ? new SecurityFileException(file, "there is no such file", e)
        : new SecurityFileException(file, "cannot be read: " + e.getMessage(), e);
  }

  /** The text that a file holds. */
  static String text(Path file, byte[] content) throws SecurityFileException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
    } catch (CharacterCodingException e) {
      throw new SecurityFileException(file, "is not text in UTF-8", e);
    }
  }
}
