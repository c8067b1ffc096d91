package dev.holdfast.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.security.Principal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PermissionWatchTest {
  private static final Principal ALICE =
      new Principal("alice", Set.of(), Map.of("sub", List.of("alice")), Principal.NEVER, "id");

  @TempDir Path temp;
  private final AtomicInteger changes = new AtomicInteger();
  private Path file;
  private PermissionWatch watch;

  @BeforeEach
  void begin() throws Exception {
    file = temp.resolve("permissions.yaml");
    write("lobby");
    watch = PermissionWatch.of(file);
    watch.permissions().watch(changes::incrementAndGet);
  }

  @Test
  void changedFileHoldsAtTheSecondLookThatFindsItSo() throws Exception {
    write("news");

    watch.run();
    assertThat(mayJoin("news")).isFalse();
    watch.run();
    assertThat(mayJoin("news")).isTrue();
    assertThat(mayJoin("lobby")).isFalse();
    assertThat(changes).hasValue(1);
  }

  @Test
  void fileThatIsStillBeingWrittenIsWaitedFor() throws Exception {
    write("half");
    watch.run();
    write("whole");
    watch.run();
    assertThat(changes).hasValue(0);

    watch.run();
    assertThat(mayJoin("whole")).isTrue();
    assertThat(changes).hasValue(1);
  }

  @Test
  void badFileChangesNothingAndIsToldOfOnce() throws Exception {
    Files.writeString(file, "namespaces:\n  - name: nonsense\n");
    look();
    look();

    assertThat(mayJoin("lobby")).isTrue();
    assertThat(changes).hasValue(0);
    assertThat(watch.problem()).contains(file + ":2:11", "namespaces[0].name", "has no rules");

    write("news");
    look();
    assertThat(mayJoin("news")).isTrue();
    assertThat(watch.problem()).isNull();
  }

  @Test
  void fileThatIsGoneChangesNothing() throws Exception {
    Files.delete(file);
    look();

    assertThat(mayJoin("lobby")).isTrue();
    assertThat(watch.problem()).contains("there is no such file");
  }

  @Test
  void fileThatIsTouchedIsNotReadAgain() throws Exception {
    write("lobby");
    look();

    assertThat(changes).hasValue(0);
  }

  private void look() {
    watch.run();
    watch.run();
  }

  private boolean mayJoin(String room) {
    return watch.permissions().of(ALICE, "/").mayJoin(room);
  }

  private void write(String room) throws Exception {
    Files.writeString(
        file,
        "namespaces:\n  - name: /\n    rules:\n      - {who: anyone, join: [%s]}\n"
            .formatted(room));
  }
}
