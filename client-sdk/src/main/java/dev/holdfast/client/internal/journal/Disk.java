package dev.holdfast.client.internal.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/** Where files come from: so that tests can have a disk that is full, or slow. */
@FunctionalInterface
public interface Disk {
  /** The machine's own. */
  Disk LOCAL = FileChannel::open;

  /** Opens a file as {@link FileChannel#open(Path, OpenOption...)} does. */
  FileChannel open(Path path, OpenOption... options) throws IOException;
}
