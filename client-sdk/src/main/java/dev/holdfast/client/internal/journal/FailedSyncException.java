package dev.holdfast.client.internal.journal;

import java.io.IOException;
import java.nio.file.Path;

/** A sync has failed: from now on nobody knows what of the file is on disk. */
public final class FailedSyncException extends IOException {
  private static final long serialVersionUID = 1L;

  FailedSyncException(Path file, IOException cause) {
    super(file + " could not be synced: " + cause.getMessage(), cause);
  }
}
