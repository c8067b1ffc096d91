package dev.holdfast.broker.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.broker.files.OwnFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenFileTest {
  private static final long NOW = 1_700_000_000_000L;

  @TempDir Path directory;

  private Path write(String content) {
    return OwnFiles.replace(directory.resolve("tokens.yaml"), content);
  }

  private TokenFile open(String content) throws Exception {
    TokenFile file = new TokenFile(write(content));
    file.reload();
    return file;
  }

  private static Principal known(AuthResult found) {
    return ((AuthResult.Known) found).principal();
  }

  @Test
  void aNewTokenIsKnownByItsLineAndTheLineDoesNotHoldIt() throws Exception {
    NewToken made = NewToken.create("sensor \"7\"", Set.of("device"), NOW + 1000);
    assertThat(made.line()).doesNotContain(made.token());
    assertThat(made).hasToString(made.line());
    Principal principal = known(open(made.line()).find(made.token(), NOW));
    assertThat(principal.subject()).isEqualTo("sensor \"7\"");
    assertThat(principal.roles()).containsExactly("device");
    assertThat(principal.expiresAtMs()).isEqualTo(NOW + 1000);
    assertThat(principal.credentialId()).matches("[0-9a-f]{16}");
    assertThat(principal.claim("sub")).containsExactly("sensor \"7\"");
  }

  @Test
  void claimsAreTextsAndListsOfTexts() throws Exception {
    NewToken made = NewToken.create("a", Set.of(), Principal.NEVER);
    String line = made.line().replace("}", ", claims: {site: north, floors: [1, 2]}}");
    Principal principal = known(open(line).find(made.token(), NOW));
    assertThat(principal.claim("site")).containsExactly("north");
    assertThat(principal.claim("floors")).containsExactly("1", "2");
    assertThat(principal.claim("other")).isEmpty();
  }

  @Test
  void anUnknownTokenIsNobodysAndAnExpiredOneIsTold() throws Exception {
    NewToken made = NewToken.create("a", Set.of(), NOW);
    TokenFile file = open(made.line());
    assertThat(file.find(made.token() + "x", NOW - 1)).isNull();
    assertThat(file.find("", NOW - 1)).isNull();
    assertThat(file.find(made.token(), NOW - 1)).isInstanceOf(AuthResult.Known.class);
    assertThat(file.find(made.token(), NOW)).isEqualTo(AuthResult.refused(Refusal.EXPIRED));
  }

  @Test
  void aTokenIsWithdrawnWhenItsLineIsGoneOrSaysSomethingElse() throws Exception {
    NewToken gone = NewToken.create("a", Set.of(), Principal.NEVER);
    NewToken changed = NewToken.create("b", Set.of("admin"), Principal.NEVER);
    NewToken same = NewToken.create("c", Set.of(), Principal.NEVER);
    TokenFile file = open(String.join("\n", gone.line(), changed.line(), same.line()));
    List<Principal> before =
        List.of(
            known(file.find(gone.token(), NOW)),
            known(file.find(changed.token(), NOW)),
            known(file.find(same.token(), NOW)));
    write(changed.line().replace("[admin]", "[reader]") + "\n" + same.line());
    file.reload();
    assertThat(before).extracting(file::hasWithdrawn).containsExactly(true, true, false);
    Principal ofElsewhere = new Principal("a", Set.of(), before.get(0).claims(), NOW, "jti-1");
    assertThat(file.hasWithdrawn(ofElsewhere)).isFalse();
  }

  @Test
  void aFileThatIsWrongSaysWhereAndChangesNothing() throws Exception {
    NewToken made = NewToken.create("a", Set.of(), Principal.NEVER);
    TokenFile file = open(made.line());
    for (String wrong :
        List.of(
            "tokens: yes",
            "- {subject: \"a\"}",
            "- {subject: 7, hash: \"sha256:00\"}",
            "- {subject: \"a\", hash: \"sha256:00\"}",
            made.line() + "\n" + made.line(),
            made.line().replace("subject", "subjekt"),
            made.line().replace("}", ", expires: soon}"),
            "- {subject: \"~a\", hash: \"sha256:" + "0".repeat(64) + "\"}",
            "- !!java.net.URL [\"http://127.0.0.1\"]",
            "[")) {
      write(wrong);
      assertThatThrownBy(file::reload)
          .as(wrong)
          .isInstanceOf(SecurityFileException.class)
          .hasMessageContaining("tokens.yaml");
      assertThat(file.find(made.token(), NOW)).isInstanceOf(AuthResult.Known.class);
    }
  }

  @Test
  void subjectsAndRolesThatCouldNotStandInTheFileAreRefused() {
    assertThatThrownBy(() -> NewToken.create("", Set.of(), 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> NewToken.create("a\nb", Set.of(), 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> NewToken.create("a", Set.of("x]}"), 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
