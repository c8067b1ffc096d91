package dev.holdfast.broker.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.broker.BrokerStartException;
import dev.holdfast.broker.TestBrokers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileModesTest {
  @TempDir Path temp;

  private Path file(String mode) throws IOException {
    Path file = Files.writeString(temp.resolve("secret"), "x");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  @ParameterizedTest
  @ValueSource(strings = {"r--------", "rw-------", "rw-r-----", "r--r-----"})
  void aSecretForItsOwnerAndItsGroupIsRead(String mode) throws IOException {
    assertThat(FileModes.readSecret(file(mode))).containsExactly('x');
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r--r--", "rw-----w-", "rw-rw----", "rw------x"})
  void aSecretThatIsOpenToMoreIsRefusedWithWhatToDo(String mode) throws IOException {
    Path file = file(mode);
    assertThatThrownBy(() -> FileModes.readSecret(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(mode)
        .hasMessageContaining("chmod 640 " + file);
  }

  @Test
  void aLinkIsWhatItLeadsTo() throws IOException {
    Path link = Files.createSymbolicLink(temp.resolve("link"), file("rw-r--r--"));
    assertThatThrownBy(() -> FileModes.readSecret(link)).hasMessageContaining("rw-r--r--");
    file("rw-------");
    assertThat(FileModes.readSecret(link)).containsExactly('x');
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r--r--", "rw-rw-r--"})
  void whatIsNoSecretMayBeReadByEverybody(String mode) throws IOException {
    FileModes.requireOwn(file(mode));
  }

  @Test
  void whatEverybodyCanWriteIsNobodysOwn() throws IOException {
    Path file = file("rw-r--rw-");
    assertThatThrownBy(() -> FileModes.requireOwn(file))
        .hasMessageContaining("rw-r--rw-")
        .hasMessageContaining("chmod o-w " + file);
  }

  @Test
  void aBrokerDoesNotStartOnDataThatEverybodyCanChange() throws IOException {
    Path data = Files.createDirectory(temp.resolve("data"));
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThatThrownBy(() -> TestBrokers.start(data))
        .isInstanceOf(BrokerStartException.class)
        .hasMessageContaining("every user of the machine can write to " + data)
        .hasMessageContaining("chmod o-w " + data);
  }
}
