package dev.holdfast.broker.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a change of a file holds. The watch is not started: each look is the test's. */
class SecurityWatchTest {
  @TempDir Path temp;
  private final SecurityWatch watch = new SecurityWatch(1_000);
  private final AtomicInteger changes = new AtomicInteger();
  private Path file;
  private Revocations revocations;

  @BeforeEach
  void begin() throws Exception {
    file = temp.resolve("revoked");
    write("subject \"alice\"\n");
    revocations = new Revocations(file);
    watch.load(AccessFile.REVOCATIONS, revocations, changes::incrementAndGet);
  }

  @Test
  void whatTheFileHoldsAtFirstHoldsAtOnceAndIsNoChange() {
    assertThat(revokes("alice")).isTrue();
    look();
    assertThat(changes).hasValue(0);
    assertThat(watch.files().unusable()).isEmpty();
  }

  @Test
  void aChangedFileHoldsAtTheSecondLookThatFindsItSo() throws Exception {
    write("subject \"bob\"\n");

    watch.look();
    assertThat(revokes("alice")).isTrue();
    assertThat(changes).hasValue(0);
    watch.look();
    assertThat(revokes("alice")).isFalse();
    assertThat(revokes("bob")).isTrue();
    assertThat(changes).hasValue(1);
  }

  @Test
  void aFileThatIsStillBeingWrittenIsWaitedFor() throws Exception {
    write("subject \"half\"\n");
    watch.look();
    write("subject \"half\"\nsubject \"whole\"\n");
    watch.look();
    assertThat(revokes("half")).isFalse();
    assertThat(changes).hasValue(0);

    watch.look();
    assertThat(revokes("half")).isTrue();
    assertThat(revokes("whole")).isTrue();
    assertThat(changes).hasValue(1);
  }

  @Test
  void aHalfWrittenLineIsNoProblemWhenItIsWholeAtTheNextLook() throws Exception {
    write("subject \"bob\"\nsubj");
    watch.look();
    assertThat(watch.files().unusable()).isEmpty();
    write("subject \"bob\"\nsubject \"carol\"\n");
    look();
    assertThat(watch.files().unusable()).isEmpty();
    assertThat(revokes("carol")).isTrue();
  }

  @Test
  void aChangeThatShowsInNeitherTimeNorSizeIsSeen() throws Exception {
    FileTime written = Files.getLastModifiedTime(file);
    write("subject \"ecila\"\n");
    Files.setLastModifiedTime(file, written);
    look();
    assertThat(revokes("alice")).isFalse();
    assertThat(revokes("ecila")).isTrue();
  }

  @Test
  void aFileThatIsTouchedOrReplacedByTheSameIsNotTakenAgain() throws Exception {
    Files.setLastModifiedTime(file, FileTime.fromMillis(0));
    look();
    Files.copy(file, temp.resolve("copy"));
    Files.delete(file);
    Files.move(temp.resolve("copy"), file);
    look();
    assertThat(changes).hasValue(0);
  }

  @Test
  void aBadLineKeepsTheOldListAndIsAProblemUntilItIsPutRight() throws Exception {
    write("subject \"bob\"\nsubject carol\n");
    look();
    assertThat(revokes("alice")).isTrue();
    assertThat(revokes("bob")).isFalse();
    assertThat(watch.files().unusable()).containsExactly(AccessFile.REVOCATIONS);
    assertThat(watch.files().unusable(AccessFile.REVOCATIONS)).isEqualTo(1);
    assertThat(watch.files().unusable(AccessFile.TOKENS)).isZero();
    assertThat(changes).hasValue(0);

    write("subject \"bob\"\n");
    look();
    assertThat(revokes("alice")).isFalse();
    assertThat(revokes("bob")).isTrue();
    assertThat(watch.files().unusable()).isEmpty();
  }

  @Test
  void aFileThatIsGoneKeepsTheOldListAndIsReadWhenItIsBack() throws Exception {
    Path aside = Files.move(file, temp.resolve("aside"));
    look();
    assertThat(revokes("alice")).isTrue();
    assertThat(watch.files().unusable()).containsExactly(AccessFile.REVOCATIONS);

    Files.move(aside, file);
    look();
    assertThat(revokes("alice")).isTrue();
    assertThat(watch.files().unusable()).isEmpty();
  }

  @Test
  void aFileThatCannotBeUsedAtFirstIsNotWatched() throws Exception {
    Path bad = Files.writeString(temp.resolve("bad"), "nonsense\n");
    SecurityWatch other = new SecurityWatch(1_000);
    assertThatThrownBy(() -> other.load(AccessFile.REVOCATIONS, new Revocations(bad)))
        .isInstanceOf(SecurityFileException.class)
        .hasMessageContaining("line 1");
    other.look();
    assertThat(other.files().unusable()).isEmpty();
  }

  @Test
  void whatFailedByABugIsTriedAgainAndKeepsNobodyElseWaiting() throws Exception {
    SecurityWatch both = new SecurityWatch(1_000);
    FailsOnce fails = new FailsOnce(Files.writeString(temp.resolve("other"), "first"));
    both.load(AccessFile.TOKENS, fails);
    both.load(AccessFile.REVOCATIONS, revocations);
    Files.writeString(fails.file(), "second");
    write("subject \"bob\"\n");

    both.look();
    both.look();
    assertThat(fails.taken).containsExactly("first");
    assertThat(revokes("bob")).isTrue();
    both.look();
    assertThat(fails.taken).containsExactly("first", "second");
  }

  @Test
  void anErrorEndsTheWatchAndIsTold() throws Exception {
    Error gone = new NoClassDefFoundError("of a jar that was replaced");
    CompletableFuture<Throwable> told = new CompletableFuture<>();
    try (SecurityWatch started = new SecurityWatch(1)) {
      started.everyTime(
          () -> {
            throw gone;
          });
      started.start(told::complete);
      assertThat(told.get(30, TimeUnit.SECONDS)).isSameAs(gone);
    }
  }

  @Test
  void anExceptionDoesNotEndTheWatch() throws Exception {
    CountDownLatch looks = new CountDownLatch(3);
    CompletableFuture<Throwable> told = new CompletableFuture<>();
    try (SecurityWatch started = new SecurityWatch(1)) {
      started.everyTime(
          () -> {
            looks.countDown();
            throw new IllegalStateException("a bug");
          });
      started.start(told::complete);
      assertThat(looks.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(told).isNotDone();
    }
  }

  /** The second time that it is to take something it does not. */
  private static final class FailsOnce implements AccessContent {
    private final Path file;
    private final List<String> taken = new ArrayList<>();
    private int calls;

    FailsOnce(Path file) {
      this.file = file;
    }

    @Override
    public Path file() {
      return file;
    }

    @Override
    public boolean isSecret() {
      return false;
    }

    @Override
    public void take(byte[] content) {
      calls++;
      if (calls == 2) {
        throw new IllegalStateException("a bug");
      }
      taken.add(new String(content, StandardCharsets.UTF_8));
    }
  }

  /** As many looks as a change takes to hold. */
  private void look() {
    watch.look();
    watch.look();
  }

  private void write(String content) throws Exception {
    Files.writeString(file, content);
  }

  private boolean revokes(String subject) {
    Map<String, List<String>> claims = Map.of("sub", List.of(subject));
    return revocations.contain(new Principal(subject, Set.of(), claims, Principal.NEVER, "an id"));
  }
}
