package dev.holdfast.broker.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import org.jspecify.annotations.Nullable;

/**
 * What is known to be on disk of the manifest, RocksDB's list of its table files: its name, how
 * much of it, and a sum of that. The file {@code SEAL} of a data directory, see {@code
 * docs/storage-format.md}.
 *
 * <p>RocksDB takes what stands in a manifest before the first place that it cannot read. That is
 * right after a power cut: what the changes behind it have put into tables is still in the log,
 * whose files are only removed once such a change is synced. But a wrong bit can look the same, and
 * it takes changes whose part of the log is gone, and whole tables with them, without a word.
 */
record ManifestSeal(String manifest, long bytes, int sum) {
  static final String FILE = "SEAL";

  private static final String CURRENT = "CURRENT";
  private static final Pattern NAME = Pattern.compile("MANIFEST-(\\d{1,18})");
  private static final Pattern CONTENT =
      Pattern.compile(
          "manifest: (MANIFEST-\\d{1,18})\nbytes: (\\d{1,18})\nsum: ([0-9a-f]{8})\n"
              + SummedText.SUM_LINE);

  /**
   * Seals what there is of the manifest now. The database may be open.
   *
   * @param directory of a store or a backup
   * @throws IOException also when the manifest is being replaced by a new one at this moment; an
   *     older seal, if there is one, is still there
   */
  static void write(Path directory) throws IOException {
    Path database = directory.resolve(DataDirectory.DATABASE);
    String name = current(database);
    Path manifest = database.resolve(name);
    long length = Files.size(manifest);
    int sum = sum(manifest, length);
    // Some of what was read may not be on disk yet: it may be cut off while it is not.
    try (FileChannel channel = FileChannel.open(manifest, StandardOpenOption.READ)) {
      channel.force(true);
    }
    DurableFiles.replace(directory.resolve(FILE), new ManifestSeal(name, length, sum).toText());
  }

  /**
   * Looks whether what was sealed is still there, in a database that is not open.
   *
   * @return null when it is, or nothing is known: there is no seal, it is damaged itself, or
   *     RocksDB has begun a new manifest since
   */
  static @Nullable HiddenLoss check(Path directory) throws IOException {
    Path database = directory.resolve(DataDirectory.DATABASE);
    ManifestSeal seal = read(directory.resolve(FILE));
    if (seal == null || Files.notExists(database.resolve(CURRENT))) {
      return null;
    }
    String current = current(database);
    if (!current.equals(seal.manifest)) {
      return number(current) > number(seal.manifest)
          ? null
          : new HiddenLoss(
              database.resolve(CURRENT),
              "db/CURRENT does not name the manifest that was in use, %s".formatted(seal.manifest));
    }
    Path manifest = database.resolve(current);
    boolean whole =
        Files.exists(manifest)
            && Files.size(manifest) >= seal.bytes
            && sum(manifest, seal.bytes) == seal.sum;
    return whole
        ? null
        : new HiddenLoss(
            manifest,
            "the first %d bytes of db/%s are not what was written".formatted(seal.bytes, current));
  }

  private static @Nullable ManifestSeal read(Path file) throws IOException {
    if (Files.notExists(file)) {
      return null;
    }
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    Matcher content = CONTENT.matcher(text);
    return content.matches() && SummedText.isWhole(text)
        ? new ManifestSeal(
            content.group(1),
            Long.parseLong(content.group(2)),
            Integer.parseUnsignedInt(content.group(3), 16))
        : null;
  }

  private String toText() {
    return SummedText.of("manifest: %s\nbytes: %d\nsum: %08x\n".formatted(manifest, bytes, sum));
  }

  /** What {@code CURRENT} says, whatever it is. */
  private static String current(Path database) throws IOException {
    return Files.readString(database.resolve(CURRENT), StandardCharsets.ISO_8859_1).strip();
  }

  /** Manifests are numbered upwards; what is not the name of one has no number. */
  private static long number(String manifest) {
    Matcher name = NAME.matcher(manifest);
    return name.matches() ? Long.parseLong(name.group(1)) : -1;
  }

  private static int sum(Path file, long bytes) throws IOException {
    CRC32C sum = new CRC32C();
    try (InputStream in = new CheckedInputStream(Files.newInputStream(file), sum)) {
      in.skipNBytes(bytes);
    }
    return (int) sum.getValue();
  }
}
