package dev.holdfast.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.holdfast.broker.admin.AdminCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The description of the admin API. {@code -Dholdfast.writeReference=1} writes the file anew. */
class OpenApiTest {
  private static final Path FILE = Path.of("..", "docs", "openapi.json");
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path dataDir;

  private JsonNode served() throws Exception {
    try (Broker broker = TestBrokers.withAdmin(dataDir)) {
      return new AdminCalls(broker.adminPort()).get("/v1/openapi.json").body();
    }
  }

  @Test
  void theFileDescribesTheRoutesAsTheyAre() throws Exception {
    JsonNode served = served();
    if (System.getProperty("holdfast.writeReference") != null) {
      Files.writeString(
          FILE, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(served) + "\n");
    }
    assertThat(file()).isEqualTo(served);
  }

  private static JsonNode file() throws IOException {
    return JSON.readTree(Files.readString(FILE));
  }

  @Test
  void everyOperationSaysWhatItIsForAndWhatItTakes() throws Exception {
    for (JsonNode path : file().path("paths")) {
      for (JsonNode operation : path) {
        assertThat(operation.path("summary").asText()).endsWith(".");
        assertThat(operation.path("x-access").asText()).isIn("open", "read", "write");
        assertThat(operation.path("responses").has("200")).isTrue();
      }
    }
  }
}
