package dev.holdfast.broker.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecurityWatchTest {
  @TempDir Path temp;
  private final SecurityWatch watch = new SecurityWatch(1_000);
  private final AccessFiles files = new AccessFiles();
  private Path file;
  private Revocations revocations;

  @BeforeEach
  void begin() throws Exception {
    file = Files.writeString(temp.resolve("revoked"), "subject \"alice\"\n");
    revocations = new Revocations(file);
    files.add(AccessFile.REVOCATIONS, watch.load(file, revocations::reload));
  }

  @Test
  void badLineKeepsTheOldListAndIsAProblemUntilItIsPutRight() throws Exception {
    assertThat(files.unusable()).isEmpty();

    Files.writeString(file, "subject \"bob\"\nsubject carol\n");
    watch.look();
    assertThat(revokes("alice")).isTrue();
    assertThat(revokes("bob")).isFalse();
    assertThat(files.unusable()).containsExactly(AccessFile.REVOCATIONS);
    assertThat(files.unusable(AccessFile.REVOCATIONS)).isEqualTo(1);
    assertThat(files.unusable(AccessFile.TOKENS)).isZero();

    Files.writeString(file, "subject \"bob\"\n");
    watch.look();
    assertThat(revokes("alice")).isFalse();
    assertThat(revokes("bob")).isTrue();
    assertThat(files.unusable()).isEmpty();
  }

  @Test
  void fileThatIsGoneKeepsTheOldListAndIsReadWhenItIsBack() throws Exception {
    FileTime written = Files.getLastModifiedTime(file);
    Path aside = Files.move(file, temp.resolve("aside"));
    watch.look();
    assertThat(revokes("alice")).isTrue();
    assertThat(files.unusable()).containsExactly(AccessFile.REVOCATIONS);

    Files.setLastModifiedTime(Files.move(aside, file), written);
    watch.look();
    assertThat(revokes("alice")).isTrue();
    assertThat(files.unusable()).isEmpty();
  }

  private boolean revokes(String subject) {
    Map<String, List<String>> claims = Map.of("sub", List.of(subject));
    return revocations.contain(new Principal(subject, Set.of(), claims, Principal.NEVER, "an id"));
  }
}
