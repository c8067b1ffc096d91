package dev.holdfast.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.Broker;
import dev.holdfast.broker.TestBrokers;
import dev.holdfast.it.rig.TcpClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An event that is too long is refused with its connection or request; no other one is lost. */
class OversizedTest {
  private static final String TOO_LONG = "x".repeat(1_000_001);

  @TempDir Path dataDir;
  private final HttpClient http = HttpClient.newHttpClient();
  private Broker broker;
  private TcpClient alice;

  @BeforeEach
  void start() throws Exception {
    broker = TestBrokers.start(dataDir);
    alice = TcpClient.connect(broker.port(), "{\"clientId\":\"alice\"}");
    alice.send("421[\"$join\",\"R\"]");
    alice.read();
  }

  @AfterEach
  void stop() {
    alice.close();
    broker.close();
  }

  private static String emit(int number, String padding) {
    return "42%d[\"$emit\",{\"rooms\":[\"R\"]},\"n\",%d,\"%s\"]".formatted(number, number, padding);
  }

  @Test
  void overAWebSocketWhatCameBeforeIsDeliveredAndTheClientMayComeBack() {
    try (TcpClient bob = TcpClient.connect(broker.port(), "{}")) {
      for (int i = 0; i < 10; i++) {
        bob.send(emit(i, ""));
      }
      CompletableFuture<Void> sending =
          bob.sendAll(Stream.of(emit(10, TOO_LONG), emit(11, TOO_LONG)));
      assertThat(bob.awaitClose()).as("told while it still sends").isEqualTo(1009);
      assertThat(sending).as("nothing is reset").succeedsWithin(10, TimeUnit.SECONDS);
    }
    try (TcpClient bob = TcpClient.connect(broker.port(), "{}")) {
      bob.send(emit(10, "shorter"));
      for (int i = 0; i <= 10; i++) {
        assertThat(alice.readAndAnswerPings()).startsWith("42[\"n\"," + i + ",");
      }
    }
  }

  @Test
  void overPollingTheSessionGoesOn() throws Exception {
    String opened = http(HttpRequest.newBuilder(url("")).build()).body();
    String sid = opened.replaceAll(".*?\"sid\":\"([^\"]+)\".*", "$1");
    assertThat(opened).contains(sid).startsWith("0{");
    assertThat(post(sid, "40{}").statusCode()).isEqualTo(200);
    assertThat(http(HttpRequest.newBuilder(url(sid)).build()).body()).startsWith("40{\"sid\":");
    assertThat(post(sid, emit(0, "")).statusCode()).isEqualTo(200);
    assertThat(post(sid, emit(1, TOO_LONG)).statusCode()).isEqualTo(413);
    assertThat(post(sid, emit(1, "shorter")).statusCode()).isEqualTo(200);
    for (int i = 0; i <= 1; i++) {
      assertThat(alice.readAndAnswerPings()).startsWith("42[\"n\"," + i + ",");
    }
  }

  private HttpResponse<String> post(String sid, String packet) throws Exception {
    return http(
        HttpRequest.newBuilder(url(sid)).POST(HttpRequest.BodyPublishers.ofString(packet)).build());
  }

  private HttpResponse<String> http(HttpRequest request) throws Exception {
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private URI url(String sid) {
    String query = "?EIO=4&transport=polling" + (sid.isEmpty() ? "" : "&sid=" + sid);
    return URI.create(broker.url() + "/socket.io/" + query);
  }
}
