package dev.holdfast.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.it.rig.Workspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bill of materials, and the build's look at the licences in it. */
class LicencesIT {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path temp;
  private ObjectNode bill;

  @BeforeEach
  void read() throws IOException {
    Path file = Workspace.module().resolve("target/holdfast-bom.json");
    bill = (ObjectNode) JSON.readTree(file.toFile());
  }

  private record Outcome(int exitCode, String output) {}

  private Outcome check() throws IOException, InterruptedException {
    Path planted = temp.resolve("bom.json");
    Files.writeString(planted, JSON.writeValueAsString(bill));
    Process process =
        new ProcessBuilder("node", "src/main/js/licences.mjs", planted.toString())
            .directory(Workspace.module().toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor(), output);
  }

  private void plant(String licences) throws IOException {
    ObjectNode component = JSON.createObjectNode();
    component.put("group", "org.example").put("name", "planted").put("version", "1");
    component.set("licenses", JSON.readTree(licences));
    ((ArrayNode) bill.get("components")).add(component);
  }

  @Test
  void theBillNamesWhatTheBrokerShipsAndNoTool() throws Exception {
    List<String> names =
        StreamSupport.stream(bill.get("components").spliterator(), false)
            .map(component -> component.get("name").asText())
            .toList();
    assertThat(names)
        .contains(
            "vertx-core", "rocksdbjni", "jackson-databind", "logback-classic", "netty-handler")
        .doesNotContain("junit-jupiter", "jqwik", "error_prone_core", "jspecify");
    JsonNode self = bill.at("/metadata/component");
    assertThat(self.get("name").asText()).isEqualTo("holdfast-broker");
    assertThat(check()).isEqualTo(new Outcome(0, ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{\"license\":{\"id\":\"GPL-3.0-only\"}}]",
        "[{\"license\":{\"id\":\"AGPL-3.0-only\"}}]",
        "[{\"license\":{\"name\":\"Business Source License 1.1\"}}]",
        "[{\"expression\":\"Apache-2.0 AND GPL-2.0-only\"}]",
        "[]"
      })
  void aForbiddenLicenceFailsTheBuildAndIsNamed(String licences) throws Exception {
    plant(licences);
    Outcome outcome = check();
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.output()).contains("org.example:planted:1 has ").contains("Apache 2.0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{\"license\":{\"id\":\"GPL-2.0-only\"}},{\"license\":{\"id\":\"Apache-2.0\"}}]",
        "[{\"expression\":\"(GPL-2.0-only OR MIT)\"}]"
      })
  void aChoiceWithAnAllowedLicenceIsFine(String licences) throws Exception {
    plant(licences);
    assertThat(check()).isEqualTo(new Outcome(0, ""));
  }
}
