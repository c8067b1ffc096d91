package dev.holdfast.broker.security;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Keys of a file, read again when it changes. Any thread. */
public final class KeyFile implements KeySource {
  private final Path file;
  private final Format format;
  private volatile List<VerificationKey> keys = List.of();

  /** What such a file looks like. */
  public enum Format {
    /** The file is the secret, byte by byte, but for a line end at its end. */
    SECRET,
    /** Public keys and certificates in PEM. */
    PEM,
    /** A JSON Web Key Set. */
    JWKS
  }

  /** One that is not read yet: it has no keys before {@link #reload()}. */
  public KeyFile(Path file, Format format) {
    this.file = file;
    this.format = format;
  }

  /**
   * Reads it, also again. One caller at a time.
   *
   * @throws SecurityFileException when it cannot be read or has no key: then nothing has changed
   */
  public void reload() throws SecurityFileException {
    keys = read(file, format);
  }

  @Override
  public List<VerificationKey> keys() {
    return keys;
  }

  private static List<VerificationKey> read(Path file, Format format) throws SecurityFileException {
    try {
      return switch (format) {
        case SECRET -> List.of(VerificationKey.secret(withoutLineEnd(SecurityFiles.bytes(file))));
        case PEM -> PemKeys.parse(SecurityFiles.text(file));
        case JWKS -> JwkSets.parse(SecurityFiles.text(file));
      };
    } catch (VerificationKey.BadKeyException e) {
      throw new SecurityFileException(file, String.valueOf(e.getMessage()), e);
    }
  }

  /** Editors and echo add one that nobody means. */
  private static byte[] withoutLineEnd(byte[] bytes) {
    int end = bytes.length;
    while (end > 0 && (bytes[end - 1] == '\n' || bytes[end - 1] == '\r')) {
      end--;
    }
    return Arrays.copyOf(bytes, end);
  }
}
