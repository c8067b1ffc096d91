package dev.holdfast.broker.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RevocationsTest {
  @TempDir Path directory;

  private Revocations of(String content) throws Exception {
    Revocations read = new Revocations(Files.writeString(directory.resolve("revoked"), content));
    read.reload();
    return read;
  }

  private static Principal principal(String subject, String id, Map<String, List<String>> claims) {
    return new Principal(subject, Set.of(), claims, Principal.NEVER, id);
  }

  @Test
  void credentialsAndSubjectsAreRevoked() throws Exception {
    Revocations revoked = of("# comment\n\ncredential c1\nsubject \"bob the \"builder\"\"\n");
    assertThat(revoked.contain(principal("alice", "c1", Map.of()))).isTrue();
    assertThat(revoked.contain(principal("alice", "c2", Map.of()))).isFalse();
    assertThat(revoked.contain(principal("bob the \"builder\"", "c2", Map.of()))).isTrue();
    assertThat(revoked.contain(Principal.anonymous())).isFalse();
  }

  @Test
  void withATimeOnlyWhatWasIssuedBeforeItIsRevoked() throws Exception {
    Instant time = Instant.parse("2026-11-21T20:00:00Z");
    Revocations revoked = of("subject \"bob\" " + time);
    String before = Long.toString(time.getEpochSecond() - 1);
    String after = Long.toString(time.getEpochSecond());
    assertThat(revoked.contain(principal("bob", "c", Map.of("iat", List.of(before))))).isTrue();
    assertThat(revoked.contain(principal("bob", "c", Map.of("iat", List.of(after))))).isFalse();
    assertThat(revoked.contain(principal("bob", "c", Map.of()))).isTrue();
    assertThat(revoked.contain(principal("bob", "c", Map.of("iat", List.of("x"))))).isTrue();
  }

  @Test
  void aLineMayEndWithAComment() throws Exception {
    Revocations revoked = of("credential c1 # stolen\nsubject \"ev#e\" # and \"all\" of hers\n");
    assertThat(revoked.contain(principal("bob", "c1", Map.of()))).isTrue();
    assertThat(revoked.contain(principal("ev#e", "c2", Map.of()))).isTrue();
    assertThat(revoked.contain(principal("bob", "c2", Map.of()))).isFalse();
  }

  @Test
  void aLineThatIsNoneIsToldByItsNumberAndWhatWouldBeRight() {
    for (String wrong :
        List.of(
            "bob", "subject bob", "subject \"bob\" yesterday", "credential", "credential a b")) {
      assertThatThrownBy(() -> of("# first\n" + wrong))
          .isInstanceOf(SecurityFileException.class)
          .hasMessageContaining("line 2")
          .hasMessageContaining("credential 3f29a1c07be4d812")
          .hasMessageContaining("subject \"bob\" 2026-11-21T20:00:00Z");
    }
  }
}
