package dev.holdfast.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.broker.security.Principal;
import dev.holdfast.broker.security.SecurityFileException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is taken from the permission file; when it is read again, {@code SecurityWatchTest} says.
 */
class LoadedPermissionsTest {
  private static final Principal ALICE =
      new Principal("alice", Set.of(), Map.of("sub", List.of("alice")), Principal.NEVER, "id");

  @TempDir Path temp;
  private final AtomicInteger changes = new AtomicInteger();
  private LoadedPermissions loaded;

  @BeforeEach
  void begin() {
    loaded = new LoadedPermissions(temp.resolve("permissions.yaml"));
    loaded.current().watch(changes::incrementAndGet);
  }

  @Test
  void beforeTheFileIsTakenNobodyMayDoAnything() {
    assertThat(mayJoin("lobby")).isFalse();
  }

  @Test
  void whatIsTakenHoldsInPlaceOfWhatHeldAndEverybodyIsTold() throws Exception {
    take(joining("lobby"));
    assertThat(mayJoin("lobby")).isTrue();
    take(joining("news"));
    assertThat(mayJoin("news")).isTrue();
    assertThat(mayJoin("lobby")).isFalse();
    assertThat(changes).hasValue(2);
  }

  @Test
  void whatIsWrongChangesNothingAndIsToldWithItsPlace() throws Exception {
    take(joining("lobby"));
    assertThatThrownBy(() -> take("namespaces:\n  - name: nonsense\n"))
        .isInstanceOf(SecurityFileException.class)
        .hasMessageContaining("permissions.yaml:2:11")
        .hasMessageContaining("namespaces[0].name")
        .hasMessageContaining("has no rules");
    assertThat(mayJoin("lobby")).isTrue();
    assertThat(changes).hasValue(1);
  }

  @Test
  void whatIsNoTextIsWrong() {
    assertThatThrownBy(() -> loaded.take(new byte[] {(byte) 0xc3, '('}))
        .isInstanceOf(SecurityFileException.class)
        .hasMessageContaining("is not text in UTF-8");
  }

  private void take(String yaml) throws SecurityFileException {
    loaded.take(yaml.getBytes(StandardCharsets.UTF_8));
  }

  private boolean mayJoin(String room) {
    return loaded.current().of(ALICE, "/").mayJoin(room);
  }

  private static String joining(String room) {
    return "namespaces:\n  - name: /\n    rules:\n      - {who: anyone, join: [%s]}\n"
        .formatted(room);
  }
}
