package dev.holdfast.proof.power;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.protocol.Bytes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a disk without mercy keeps. */
class DiskTest {
  private static final int TRIES = 200;

  @TempDir Path temp;

  private final Disk disk = new Disk();
  private final Random random = new Random(1);
  private int survivors;

  @Test
  void whatWasSyncedIsThereAndWhatWasNotMayBeThereInPart() throws Exception {
    disk.apply(new FileOp.Mkdir("/data"));
    disk.apply(new FileOp.Open("/data/a", true, true));
    write("synced");
    disk.apply(new FileOp.Sync("/data/a"));
    disk.apply(new FileOp.Sync("/data"));
    write(" not");
    Set<String> contents = new HashSet<>();
    for (int i = 0; i < TRIES; i++) {
      contents.add(Files.readString(survivor().resolve("a")).replace("\0", ""));
    }
    assertThat(contents)
        .allMatch(content -> content.startsWith("synced"))
        .contains("synced", "synced n", "synced not");
  }

  @Test
  void aNameIsCertainOnlyOnceItsDirectoryIsSynced() throws Exception {
    disk.apply(new FileOp.Mkdir("/data"));
    disk.apply(new FileOp.Open("/data/a", true, true));
    disk.apply(new FileOp.Sync("/data"));
    write("new");
    disk.apply(new FileOp.Sync("/data/a"));
    disk.apply(new FileOp.Rename("/data/a", "/data/b"));
    Set<String> names = new HashSet<>();
    for (int i = 0; i < TRIES; i++) {
      Path survivor = survivor();
      for (String name : new String[] {"a", "b"}) {
        if (Files.exists(survivor.resolve(name))) {
          names.add(name);
          assertThat(survivor.resolve(name)).hasContent("new");
        }
      }
    }
    assertThat(names).containsExactlyInAnyOrder("a", "b");
    disk.apply(new FileOp.Sync("/data"));
    assertThat(survivor().resolve("a")).doesNotExist();
  }

  @Test
  void aFileThatIsTruncatedMayStillHoldWhatItHeld() throws Exception {
    disk.apply(new FileOp.Mkdir("/data"));
    disk.apply(new FileOp.Open("/data/a", true, true));
    write("old");
    disk.apply(new FileOp.Sync("/data/a"));
    disk.apply(new FileOp.Sync("/data"));
    disk.apply(new FileOp.Open("/data/a", true, true));
    Set<String> contents = new HashSet<>();
    for (int i = 0; i < TRIES; i++) {
      contents.add(Files.readString(survivor().resolve("a")));
    }
    assertThat(contents).containsExactlyInAnyOrder("old", "");
  }

  private void write(String text) {
    disk.apply(new FileOp.Write("/data/a", -1, Bytes.utf8(text)));
  }

  private Path survivor() throws Exception {
    Path target = temp.resolve("survivor-" + survivors++);
    disk.survivor(Path.of("/data"), target, random);
    return target;
  }
}
