package dev.holdfast.broker.security;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads the small files of an operator, whole and bounded. */
final class SecurityFiles {
  /** Enough for some ten thousand tokens; more is a mistake. */
  static final int MAX_BYTES = 8 << 20;

  private SecurityFiles() {}

  /** All that a file holds. */
  static byte[] read(Path file) throws SecurityFileException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new SecurityFileException(file, "is longer than " + MAX_BYTES + " bytes");
      }
      return bytes;
    } catch (NoSuchFileException e) {
      throw new SecurityFileException(file, "there is no such file", e);
    } catch (IOException e) {
      throw new SecurityFileException(file, "cannot be read: " + e.getMessage(), e);
    }
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
