package dev.holdfast.broker.security;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Keys of a file, read again when it changes. Any thread. */
public final class KeyFile implements KeySource, AccessContent {
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

  @Override
  public Path file() {
    return file;
  }

  /** Public keys are for everybody. */
  @Override
  public boolean isSecret() {
    return format == Format.SECRET;
  }

  /** There is a key in it, or it cannot be used. */
  @Override
  public void take(byte[] content) throws SecurityFileException {
    try {
      keys = read(content);
    } catch (VerificationKey.BadKeyException e) {
      throw new SecurityFileException(file, String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public List<VerificationKey> keys() {
    return keys;
  }

  private List<VerificationKey> read(byte[] content)
      throws SecurityFileException, VerificationKey.BadKeyException {
    return switch (format) {
      case SECRET -> List.of(VerificationKey.secret(withoutLineEnd(content)));
      case PEM -> PemKeys.parse(SecurityFiles.text(file, content));
      case JWKS -> JwkSets.parse(SecurityFiles.text(file, content));
    };
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
