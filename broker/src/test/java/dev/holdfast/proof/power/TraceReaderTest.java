package dev.holdfast.proof.power;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.protocol.Bytes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What strace prints, as operations on files. */
class TraceReaderTest {
  @TempDir Path temp;

  @Test
  void readsTheChangesUnderTheDirectoryAndNothingElse() throws Exception {
    assertThat(
            operations(
                "7 1.000001 openat(AT_FDCWD<\\x2f>, \"\\x2f\\x64\\x2f\\x61\","
                    + " O_WRONLY|O_CREAT|O_TRUNC, 0644) = 5<\\x2f\\x64\\x2f\\x61>",
                "7 1.000002 write(5<\\x2f\\x64\\x2f\\x61>, \"\\x68\\x69\", 2) = 2",
                "7 1.000003 write(6<\\x2f\\x65>, \"\\x68\\x69\", 2) = 2",
                "7 1.000004 --- SIGSEGV {si_signo=SIGSEGV} ---",
                "7 1.000004 mkdir(\"\\x2f\\x64\\x2f\\x63\\x6f\\x6e\\x74\\x72\\x6f\\x6c\\x2e\", 0755) = 0",
                "7 1.000005 mkdir(\"\\x2f\\x64\", 0755) = -1 EEXIST (File exists)",
                "7 1.000006 rename(\"\\x2f\\x64\\x2f\\x61\", \"\\x2f\\x64\\x2f\\x62\") = 0"))
        .containsExactly(
            new FileOp.Open("/d/a", true, true),
            new FileOp.Write("/d/a", -1, Bytes.utf8("hi")),
            new FileOp.Rename("/d/a", "/d/b"));
  }

  @Test
  void aCallCountsOnceItHasReturned() throws Exception {
    assertThat(
            operations(
                "7 1.000001 fsync(5<\\x2f\\x64\\x2f\\x61> <unfinished ...>",
                "8 1.000002 pwrite64(5<\\x2f\\x64\\x2f\\x61>, \"\\x21\", 1, 9) = 1",
                "7 1.000003 <... fsync resumed>)     = 0",
                "8 1.000004 fdatasync(5<\\x2f\\x64\\x2f\\x61> <unfinished ...>",
                "8 1.000005 +++ killed by SIGKILL +++"))
        .containsExactly(new FileOp.Write("/d/a", 9, Bytes.utf8("!")), new FileOp.Sync("/d/a"));
  }

  @Test
  void aSyncThatOnlyPretendsIsNone() throws Exception {
    assertThat(operations("7 1.000001 fsync(5<\\x2f\\x64\\x2f\\x61>) = 0 (INJECTED)")).isEmpty();
  }

  private List<FileOp> operations(String... lines) throws Exception {
    Path trace = temp.resolve("trace");
    Files.write(trace, List.of(lines));
    return TraceReader.read(trace, Path.of("/d")).stream().map(FileOp.Timed::op).toList();
  }
}
