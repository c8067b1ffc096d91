package dev.holdfast.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.Broker;
import dev.holdfast.broker.config.ConfigLoader;
import dev.holdfast.broker.limits.Limit;
import dev.holdfast.broker.transport.HttpSocket;
import dev.holdfast.broker.transport.HttpSocket.Response;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Web pages and a broker that asks nobody who he is: it serves its own machine, and a browser on
 * that machine shows pages of everywhere. No browser keeps a page from a WebSocket to the loopback
 * address.
 */
class PagesWithoutAuthenticationTest {
  private static final String ENTRY = "/socket.io/?EIO=4&transport=";
  private static final String EVIL = "https://evil.example";

  @TempDir Path directory;
  private Broker broker;

  private void start(String server, String auth) throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("holdfast.yaml"),
            """
            server: {port: 0, eventLoops: 1%s}
            storage: {dataDir: %s}
            auth: {%s}
            """
                .formatted(server, directory.resolve("data"), auth));
    broker = Broker.start(ConfigLoader.load(file, List.of()));
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  private Response ask(String method, String target, String... headers) {
    try (HttpSocket socket = new HttpSocket(broker.port())) {
      return socket.begin(method, target, headers).read();
    }
  }

  private static String[] page(String origin, String... more) {
    return Stream.concat(Stream.of("Origin: " + origin), Stream.of(more)).toArray(String[]::new);
  }

  private Response polling(String origin) {
    return ask("GET", ENTRY + "polling", page(origin));
  }

  private Response webSocket(String origin) {
    return webSocket(origin, "");
  }

  private Response webSocket(String origin, String session) {
    return ask(
        "GET",
        ENTRY + "websocket" + session,
        page(
            origin,
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        EVIL,
        "http://evil.example:7400",
        // What the test sends as its host: the name of a page that was bound to 127.0.0.1.
        "http://h",
        "null",
        "file://",
        "http://localhost.evil.example",
        "http://127.0.0.1.nip.io",
        "http://127.0.0.1x",
        "http://127.0.0.256",
        "http://127.1",
        "http://128.0.0.1",
        "http://evil.example#@localhost",
        "http://evil.example/localhost",
        "http://localhost@evil.example",
        "http://localhost:80@evil.example",
        "http://evillocalhost",
        "http://.localhost",
        "http://[::2]",
        "http://[::1].evil.example",
        "http://localhost:x",
        "localhost",
        "//localhost",
        "http://localhost https://evil.example",
      })
  void aPageOfElsewhereIsRefusedAndToldWhatAllowsIt(String origin) throws Exception {
    start("", "");
    for (Response refused : List.of(polling(origin), webSocket(origin))) {
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.body()).contains("server.allowedOrigins");
      assertThat(refused.headers()).doesNotContainKey("access-control-allow-origin");
    }
    assertThat(broker.limits().count(Limit.ORIGIN)).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost",
        "http://localhost:5173",
        "https://LOCALHOST:8443",
        "capacitor://localhost",
        "https://tauri.localhost",
        "http://a.b.localhost:3000",
        "http://127.0.0.1:7411",
        "ws://127.255.0.9",
        "http://[::1]",
        "http://[::1]:7400",
      })
  void aPageOfThisMachineAndAProgramThatNamesTheBrokerAreLetIn(String origin) throws Exception {
    start("", "");
    assertThat(polling(origin).status()).isEqualTo(200);
    assertThat(webSocket(origin).status()).isEqualTo(101);
  }

  @Test
  void anOriginWithoutEndCostsNothing() throws Exception {
    start("", "");
    String labels = "http://" + "a.".repeat(3800);
    assertThat(polling(labels).status()).isEqualTo(403);
    assertThat(polling(labels + "localhost").status()).isEqualTo(200);
    assertThat(polling("a".repeat(7700)).status()).isEqualTo(403);
  }

  @Test
  void aProgramThatNamesNoOriginIsLetIn() throws Exception {
    start("", "");
    assertThat(ask("GET", ENTRY + "polling").status()).isEqualTo(200);
  }

  @Test
  void aSessionIsNotHadFromAPageOfElsewhereEither() throws Exception {
    start("", "");
    String sid =
        ask("GET", ENTRY + "polling").body().replaceFirst(".*\"sid\":\"([^\"]+)\".*", "&sid=$1");
    String session = ENTRY + "polling" + sid;
    assertThat(ask("GET", session, page(EVIL)).status()).isEqualTo(403);
    assertThat(ask("POST", session, page(EVIL, "Content-Length: 0")).status()).isEqualTo(403);
    assertThat(webSocket(EVIL, sid).status()).isEqualTo(403);
  }

  @Test
  void originsThatAreListedAreLetInAndNoOthers() throws Exception {
    start(", allowedOrigins: ['https://good.example', 'null', 'file://']", "");
    for (String listed : List.of("https://good.example", "null", "file://", "http://localhost")) {
      assertThat(polling(listed).status()).as(listed).isEqualTo(200);
      assertThat(webSocket(listed).status()).as(listed).isEqualTo(101);
    }
    assertThat(polling(EVIL).status()).isEqualTo(403);
    assertThat(webSocket(EVIL).status()).isEqualTo(403);
  }

  /** Every page can make itself one without an origin: it is not named by that. */
  @Test
  void pagesWithoutAnOriginAreNotTrustedWithCredentials() throws Exception {
    start(", allowedOrigins: ['https://good.example', 'null']", "");
    assertThat(polling("https://good.example").headers())
        .containsEntry("access-control-allow-credentials", "true");
    assertThat(polling("null").headers())
        .containsEntry("access-control-allow-origin", "null")
        .doesNotContainKey("access-control-allow-credentials");
  }

  @Test
  void aPreflightOfAPageOfElsewhereIsRefused() throws Exception {
    start(", allowedOrigins: ['https://good.example']", "");
    String asks = "Access-Control-Request-Method: POST";
    String target = ENTRY + "polling";
    assertThat(ask("OPTIONS", target, page("https://good.example", asks)).status()).isEqualTo(204);
    assertThat(ask("OPTIONS", target, page(EVIL, asks)).status()).isEqualTo(403);
  }

  @Test
  void whereEverybodyIsMeantToBeLetInPagesAreToo() throws Exception {
    start("", "insecureLetEveryoneIn: true");
    assertThat(polling(EVIL).status()).isEqualTo(200);
    assertThat(webSocket(EVIL).status()).isEqualTo(101);
  }
}
