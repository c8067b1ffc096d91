package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.holdfast.broker.session.RawClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The daemon as a process: what it says, and how it ends. */
@Timeout(60)
class ServeCommandTest {
  private static final Pattern LISTENING = Pattern.compile("listening on (http://[^ ]+/)$");

  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path temp;

  @Test
  void aBrokerSaysWhatItDoesServesAndStopsInGoodOrderOnSigterm() throws Exception {
    Path config = Files.writeString(temp.resolve("my.yaml"), "server: {port: 1}\n");
    try (CommandProcess broker =
        CommandProcess.start(temp, "serve", "--config", "my.yaml", "--port", "0")) {
      assertThat(broker.logLine(line -> line.contains("configuration: ")))
          .contains("holdfast (development build), Java ")
          .endsWith("configuration: " + config);
      assertThat(broker.logLine(line -> line.contains("opening the store")))
          .endsWith(temp.resolve("data").toString());
      assertThat(handshake(listeningAddress(broker))).startsWith("0{\"sid\":");

      broker.terminate();
      assertThat(broker.remainingLog())
          .contains("stopping", "stopped")
          .doesNotContain("Exception", "WARN", "ERROR");
      assertThat(broker.exitCode()).isEqualTo(128 + 15);
    }
  }

  @Test
  void itsLogIsJsonOnRequestAndSaysOfWhichClientAndSession() throws Exception {
    Files.writeString(temp.resolve("json.yaml"), "logging: {format: json, level: debug}\n");
    try (CommandProcess broker =
        CommandProcess.start(temp, "serve", "--config", "json.yaml", "--port", "0")) {
      JsonNode listening =
          JSON.readTree(broker.logLine(line -> line.contains("listening on http")));
      String address = listening.path("message").asText().replaceFirst(".* ", "");
      try (RawClient client =
          RawClient.connect(URI.create(address).getPort(), "{\"clientId\":\"alice\"}")) {
        JsonNode began = JSON.readTree(broker.logLine(line -> line.contains("a session began")));
        assertThat(began.path("level").asText()).isEqualTo("DEBUG");
        assertThat(began.path("client").asText()).isEqualTo("alice");
        assertThat(began.path("session").asText()).hasSize(20);
        assertThat(client).isNotNull();
      }
      broker.terminate();
      assertThat(broker.remainingLog().lines())
          .isNotEmpty()
          .allSatisfy(
              line -> assertThat(JSON.readTree(line).path("message").asText()).isNotEmpty());
    }
  }

  @Test
  void nothingThatAClientSendsForgesALineOfTheLog() throws Exception {
    Files.writeString(temp.resolve("debug.yaml"), "logging: {level: debug}\n");
    String forged = "2000-01-01T00:00:00.000Z ERROR [main] Broker: forged";
    String evil = "x\\r\\n" + forged + "\\u001b[2J";
    try (CommandProcess broker =
        CommandProcess.start(temp, "serve", "--config", "debug.yaml", "--port", "0")) {
      int port = URI.create(listeningAddress(broker)).getPort();
      try (RawClient client = RawClient.open(port)) {
        client.ask("40{\"clientId\":\"" + evil + "\"}");
        client.ask("40{\"clientId\":\"alice\",\"ack\":\"batch\"}");
        client.ask("421[\"$join\",\"" + evil + "\"]");
        client.ask("422[\"$emit\",{\"rooms\":[\"R\"],\"" + evil + "\":1},\"n\"]");
        client.ask("423[\"$" + evil + "\"]");
        client.send("nonsense\r\n" + forged);
        assertThat(client.next()).isEqualTo("(closed)");
      }
      broker.terminate();
      assertThat(broker.remainingLog().lines())
          .isNotEmpty()
          .allMatch(line -> line.matches("20[2-9]\\d-\\S+ (DEBUG|INFO |WARN |ERROR) \\[.*"))
          .noneMatch(line -> line.chars().anyMatch(Character::isISOControl));
    }
  }

  @Test
  void aBrokerThatIsToldToStopWhileItStartsDoesSoAndTheNextOneStarts() throws Exception {
    try (CommandProcess broker = CommandProcess.start(temp, "serve", "--port", "0")) {
      broker.logLine(line -> line.contains("opening the store"));
      broker.terminate();
      assertThat(broker.remainingLog())
          .containsAnyOf("told to stop while starting", "stopped")
          .doesNotContain("ERROR");
      assertThat(broker.exitCode()).isEqualTo(128 + 15);
    }
    try (CommandProcess broker = CommandProcess.start(temp, "serve", "--port", "0")) {
      assertThat(handshake(listeningAddress(broker))).startsWith("0{\"sid\":");
    }
  }

  @Test
  void aPortInUseIsNamed() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      assertRefused(1, "127.0.0.1:" + port + ": ", "serve", "--port", port);
    }
  }

  @Test
  void aDataDirectoryInUseIsNamedWithTheProcessThatUsesIt() throws Exception {
    try (CommandProcess first = CommandProcess.start(temp, "serve", "--port", "0")) {
      listeningAddress(first);
      assertRefused(
          1, "Data directory data is in use by process " + first.pid(), "serve", "--port", "0");
    }
  }

  @Test
  void allErrorsOfTheConfigurationArePrintedWithTheirPlaces() throws Exception {
    Files.writeString(temp.resolve("bad.yaml"), "server:\n  prot: 1\nqueue: 3\n");
    String printed =
        assertRefused(
            2,
            "bad.yaml:2:3: server.prot: unknown key",
            "serve",
            "--config",
            "bad.yaml",
            "--port",
            "many");
    assertThat(printed)
        .contains(
            "The configuration has 3 errors:\n", "bad.yaml:3:8: queue: ", "--port: server.port");
    assertThat(temp.resolve("data")).doesNotExist();
  }

  private static String listeningAddress(CommandProcess broker) throws IOException {
    Matcher address = LISTENING.matcher(broker.logLine(line -> LISTENING.matcher(line).find()));
    assertThat(address.find()).isTrue();
    return address.group(1);
  }

  private static String handshake(String address) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address + "?EIO=4&transport=polling")).build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  private String assertRefused(int exitCode, String message, String... arguments)
      throws IOException {
    try (CommandProcess process = CommandProcess.start(temp, arguments)) {
      String printed = process.remainingLog();
      assertThat(printed)
          .contains("Holdfast did not start. ", message)
          .doesNotContain("\tat ", "told to stop");
      assertThat(process.exitCode()).isEqualTo(exitCode);
      return printed;
    }
  }
}
