package dev.holdfast.broker.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.rocksdb.NativeLibraryLoader;
import org.rocksdb.RocksDB;

/**
 * Loads RocksDB's native code. RocksDB's own way unpacks 17 MB into the temporary directory and
 * relies on an orderly exit to remove it; a broker killed a hundred times would fill the disk. Here
 * the file goes as soon as it is mapped.
 */
final class NativeLibrary {
  private NativeLibrary() {}

  /**
   * Loads it unless that has been done.
   *
   * @throws StoreOpenException when this platform has none or the temporary directory is unusable
   */
  static synchronized void load() throws StoreOpenException {
    try {
      Path unpacked = Files.createTempDirectory("holdfast-");
      try {
        NativeLibraryLoader.getInstance().loadLibrary(unpacked.toString());
      } finally {
        delete(unpacked);
      }
      RocksDB.loadLibrary();
    } catch (IOException | RuntimeException | UnsatisfiedLinkError e) {
      throw new StoreOpenException(
          "Cannot load RocksDB's native library through the temporary directory "
              + System.getProperty("java.io.tmpdir")
              + " ("
              + e.getMessage()
              + "). It needs 20 MB there, the right to execute, and Linux with glibc on x86-64 or"
              + " arm64; -Djava.io.tmpdir chooses another place.",
          e);
    }
  }

  private static void delete(Path directory) throws IOException {
    List<Path> files;
    try (Stream<Path> entries = Files.list(directory)) {
      files = entries.toList();
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
    Files.deleteIfExists(directory);
  }
}
