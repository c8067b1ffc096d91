package dev.holdfast.security;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.broker.Broker;
import dev.holdfast.broker.BrokerStartException;
import dev.holdfast.broker.config.ConfigLoader;
import dev.holdfast.broker.files.OwnFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A broker does not start on files that say who may do what, and that others can get at. */
@Timeout(60)
class OpenFilesAtStartTest {
  @TempDir Path temp;

  /** With these keys, each on a line, whose file is {@code %s}; permissions and data besides. */
  private Broker start(String keys, Path file) throws Exception {
    String config =
        """
        server: {port: 0}
        storage: {dataDir: %s}
        %s
        """
            .formatted(temp.resolve("data"), keys.formatted(file, AllPermissions.in(temp)));
    Path written = Files.writeString(temp.resolve("holdfast.yaml"), config);
    return Broker.start(ConfigLoader.load(written, List.of()));
  }

  private void assertRefused(String keys, Path file, String toDo) {
    assertThatThrownBy(() -> start(keys, file).close())
        .isInstanceOf(BrokerStartException.class)
        .hasMessageContaining(toDo + " " + file);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "auth: {tokensFile: %s, permissionsFile: %s} | ''",
        "auth: {jwtSecretFile: %s, permissionsFile: %s} | 0123456789abcdef0123456789abcdef",
        "admin: {enabled: true, port: 0, tokensFile: %s} | ''",
      })
  void tokensAndSecretsAreForTheirOwnerAndItsGroup(String keys, String content) throws Exception {
    Path file = OwnFiles.replace(temp.resolve("file"), content);
    OwnFiles.mode(file, "rw-r--r--");
    assertRefused(keys, file, "chmod 640");
    OwnFiles.mode(file, "rw-r-----");
    start(keys, file).close();
  }

  @Test
  void nobodyElseWritesThePermissions() throws Exception {
    Path file = AllPermissions.in(temp);
    Path secret = OwnFiles.replace(temp.resolve("secret"), Tokens.SECRET);
    String keys = "auth: {permissionsFile: %s, jwtSecretFile: " + secret + "} # %s";
    OwnFiles.mode(file, "rw-rw-rw-");
    // AllPermissions writes it anew, and leaves the mode.
    assertRefused(keys, file, "chmod o-w");
    OwnFiles.mode(file, "rw-rw-r--");
    start(keys, file).close();
  }
}
