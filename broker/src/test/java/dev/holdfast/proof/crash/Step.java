package dev.holdfast.proof.crash;

import dev.holdfast.proof.FileKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A step of the broker that is aimed at.
 *
 * @param call the system call
 * @param kinds of files on which it is made; none: on sockets
 * @param most how often a thread makes it, about, until it has served clients for a moment
 */
record Step(String call, Set<FileKind> kinds, int most) {
  /** Every step of a commit, and of a recovery with its flush and its clean-up. */
  static final List<Step> CHANGES =
      List.of(
          step("write", 60, FileKind.WAL),
          step("fdatasync", 60, FileKind.WAL),
          step("write", 15, FileKind.MANIFEST),
          step("fdatasync", 12, FileKind.MANIFEST),
          step("write", 15, FileKind.SST),
          step("fdatasync", 6, FileKind.SST),
          step("write", 1, FileKind.DBTMP, FileKind.OPTIONS),
          step("fdatasync", 1, FileKind.DBTMP),
          step("fsync", 1, FileKind.OPTIONS),
          step("rename", 1, FileKind.CURRENT),
          step("rename", 1, FileKind.OPTIONS),
          step("fsync", 4, FileKind.DIRECTORY),
          step("ftruncate", 3, FileKind.WAL, FileKind.SST, FileKind.MANIFEST),
          step("fallocate", 2, FileKind.WAL, FileKind.SST, FileKind.MANIFEST),
          step("unlink", 4, FileKind.WAL, FileKind.SST, FileKind.MANIFEST, FileKind.OPTIONS),
          step("pwrite64", 1, FileKind.LOCK));

  /** Of a commit: before the write, between that and the sync, after it as the answers leave. */
  static final List<Step> COMMIT =
      List.of(
          step("write", 60, FileKind.WAL), step("fdatasync", 60, FileKind.WAL), step("writev", 60));

  /** What a recovery reads. */
  static final List<Step> READS =
      List.of(
          step("read", 4, FileKind.WAL),
          step("read", 3, FileKind.MANIFEST),
          step("pread64", 12, FileKind.SST));

  /** On which of the store's files. */
  Set<Path> files(Path data) throws IOException {
    return StoreFiles.of(data).stream()
        .filter(file -> kinds.contains(FileKind.of(file.toString())))
        .collect(Collectors.toSet());
  }

  /** Writes or syncs the log, with which the broker does not go on when that has failed. */
  boolean isOfTheLog() {
    return kinds.equals(Set.of(FileKind.WAL)) && (call.equals("write") || call.equals("fdatasync"));
  }

  /** Which of the calls. */
  int draw(Random random) {
    return 1 + random.nextInt(most);
  }

  private static Step step(String call, int most, FileKind... kinds) {
    Set<FileKind> set = EnumSet.noneOf(FileKind.class);
    set.addAll(Arrays.asList(kinds));
    return new Step(call, set, most);
  }
}
