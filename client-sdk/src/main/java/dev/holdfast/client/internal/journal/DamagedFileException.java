package dev.holdfast.client.internal.journal;

import java.io.IOException;
import java.nio.file.Path;

/** A file holds what no crash can have left there. Nothing of it was changed. */
public final class DamagedFileException extends IOException {
  private static final long serialVersionUID = 1L;

  /** With where the damage begins, and what it is. */
  public DamagedFileException(Path file, long at, String what) {
    super(file + " is damaged at byte " + at + ": " + what);
  }
}
