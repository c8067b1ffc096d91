package dev.holdfast.broker.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.broker.files.OwnFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that other users of the machine can read or write. */
class OpenFilesTest {
  private static final NewToken TOKEN = NewToken.create("a", Set.of(), Principal.NEVER);

  @TempDir Path temp;

  private Path file(String content, String mode) {
    return OwnFiles.mode(OwnFiles.replace(temp.resolve("file"), content), mode);
  }

  private static void assertRefused(AccessContent content, String words) {
    assertThatThrownBy(content::reload)
        .isInstanceOf(SecurityFileException.class)
        .hasMessageContaining(words);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r--r--", "rw-rw----", "rw-----w-"})
  void tokensAndSecretsThatAreOpenToMoreThanTheGroupAreRefused(String mode) {
    Path tokens = file(TOKEN.line(), mode);
    assertRefused(new TokenFile(tokens), "chmod 640 " + tokens);
    Path secret = file("x".repeat(32), mode);
    assertRefused(new KeyFile(secret, KeyFile.Format.SECRET), "chmod 640 " + secret);
  }

  @Test
  void whatIsNoSecretMayBeReadByAllAndWrittenByFew() throws Exception {
    Path revoked = file("credential c1\n", "rw-rw-r--");
    new Revocations(revoked).reload();
    OwnFiles.mode(revoked, "rw-r--rw-");
    assertRefused(new Revocations(revoked), "chmod o-w " + revoked);
    assertRefused(new KeyFile(revoked, KeyFile.Format.PEM), "chmod o-w " + revoked);
    assertRefused(new KeyFile(revoked, KeyFile.Format.JWKS), "chmod o-w " + revoked);
  }

  @Test
  void aFileThatIsOpenedWhileItIsWatchedIsAProblemUntilItIsClosedAgain() throws Exception {
    Path file = file(TOKEN.line(), "rw-r-----");
    TokenFile tokens = new TokenFile(file);
    SecurityWatch watch = new SecurityWatch(1_000);
    watch.load(AccessFile.TOKENS, tokens);

    OwnFiles.mode(file, "rw-r--r--");
    watch.look();
    watch.look();
    assertThat(watch.files().unusable()).containsExactly(AccessFile.TOKENS);
    assertThat(tokens.find(TOKEN.token(), 0)).isInstanceOf(AuthResult.Known.class);

    OwnFiles.mode(file, "rw-r-----");
    watch.look();
    watch.look();
    assertThat(watch.files().unusable()).isEmpty();
  }

  @Test
  void aDirectoryIsNoFile() throws Exception {
    Path directory = Files.createDirectory(temp.resolve("directory"));
    assertRefused(new Revocations(directory), "cannot be read");
    assertRefused(new Revocations(temp.resolve("none")), "there is no such file");
  }
}
