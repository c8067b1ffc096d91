package dev.holdfast.broker.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The files that operators read say what the code does. After a change to {@link Keys}, run this
 * test with {@code -Dholdfast.writeReference} to write them anew.
 */
class ConfigReferenceTest {
  @BeforeAll
  static void writeFilesWhenAsked() throws Exception {
    if (System.getProperty("holdfast.writeReference") != null) {
      Files.writeString(ConfigReference.FILE, ConfigReference.yaml());
      String page = Files.readString(ConfigReference.PAGE);
      Files.writeString(ConfigReference.PAGE, ConfigReference.page(page));
    }
  }

  @Test
  void theShippedFileIsWrittenFromTheDeclaration() throws Exception {
    assertThat(ConfigReference.FILE).content().isEqualTo(ConfigReference.yaml());
  }

  @Test
  void theTableInTheDocsIsWrittenFromTheDeclaration() throws Exception {
    String page = Files.readString(ConfigReference.PAGE);
    assertThat(page).isEqualTo(ConfigReference.page(page));
    assertThat(page).contains("| `server.port` | `7400` |");
  }

  @Test
  void theShippedFileHoldsTheDefaults() throws Exception {
    assertThat(ConfigLoader.load(ConfigReference.FILE, List.of()))
        .isEqualTo(BrokerConfig.defaults());
  }
}
