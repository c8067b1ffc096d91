package dev.holdfast.security;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.holdfast.broker.session.RawClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Where credentials must not be: in URLs, logs, with back-ends, and on the disk. */
class CredentialLeaksTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Logger ROOT =
      (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

  @TempDir Path directory;
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Level usual = ROOT.getLevel();
  private SecureBroker broker;

  @BeforeEach
  void start() throws Exception {
    SecureBroker.write(directory, "secret", Tokens.SECRET);
    broker = SecureBroker.start(directory, "jwtSecretFile: " + directory.resolve("secret"));
    log.start();
    ROOT.addAppender(log);
    ROOT.setLevel(Level.TRACE);
  }

  @AfterEach
  void stop() {
    ROOT.setLevel(usual);
    ROOT.detachAppender(log);
    broker.close();
  }

  private static String token(String subject) {
    return Tokens.hs256(Tokens.claims(subject).build());
  }

  private String url(String query) {
    return "http://127.0.0.1:" + broker.port() + "/socket.io/?EIO=4&transport=polling&" + query;
  }

  private static HttpResponse<String> get(String url, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private List<String> logged() {
    return List.copyOf(log.list).stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void aTokenInTheUrlIsRefusedWithTheRightWayAndNotRepeated() {
    String token = token("alice");
    for (String query : List.of("token=" + token, "Access_Token=x", "x=" + token, "jwt=a")) {
      HttpResponse<String> answer = get(url(query));
      assertThat(answer.statusCode()).as(query).isEqualTo(400);
      assertThat(answer.body()).contains("does not belong in a URL").doesNotContain(token);
    }
    assertThat(logged()).noneMatch(line -> line.contains(token));
  }

  @Test
  void aTokenInTheUrlOpensNoWebSocket() {
    URI uri =
        URI.create(
            "ws://127.0.0.1:"
                + broker.port()
                + "/socket.io/?EIO=4&transport=websocket&token="
                + token("alice"));
    assertThat(
            HTTP.newWebSocketBuilder()
                .buildAsync(uri, new WebSocket.Listener() {})
                .handle((socket, failure) -> failure)
                .join())
        .hasCauseInstanceOf(WebSocketHandshakeException.class);
  }

  @Test
  void aHeaderIsAsGoodAsThePayload() {
    String opened = get(url("x=1"), "Authorization", "Bearer " + token("alice")).body();
    String sid = opened.replaceFirst(".*\"sid\":\"([^\"]+)\".*", "$1");
    HttpRequest connect =
        HttpRequest.newBuilder(URI.create(url("sid=" + sid)))
            .POST(HttpRequest.BodyPublishers.ofString("40{\"ack\":\"batch\"}"))
            .build();
    HTTP.sendAsync(connect, HttpResponse.BodyHandlers.ofString()).join();
    assertThat(get(url("sid=" + sid)).body()).contains("\"clientId\":\"alice\"");
  }

  @Test
  void headersThatAreNoBearerTokenAreNone() {
    for (String header : List.of("Basic YTpi", "Bearer", "Bearer a b", "bearer" + token("a"))) {
      String opened = get(url("x=1"), "Authorization", header).body();
      String sid = opened.replaceFirst(".*\"sid\":\"([^\"]+)\".*", "$1");
      HttpRequest connect =
          HttpRequest.newBuilder(URI.create(url("sid=" + sid)))
              .POST(HttpRequest.BodyPublishers.ofString("40"))
              .build();
      HTTP.sendAsync(connect, HttpResponse.BodyHandlers.ofString()).join();
      assertThat(get(url("sid=" + sid)).body()).as(header).contains("unauthorized");
    }
  }

  @Test
  void aHeaderThatIsTooLongIsRefused() {
    String opened = get(url("x=1"), "Authorization", "Bearer " + "x".repeat(5000)).body();
    String sid = opened.replaceFirst(".*\"sid\":\"([^\"]+)\".*", "$1");
    HttpRequest connect =
        HttpRequest.newBuilder(URI.create(url("sid=" + sid)))
            .POST(HttpRequest.BodyPublishers.ofString("40"))
            .build();
    HTTP.sendAsync(connect, HttpResponse.BodyHandlers.ofString()).join();
    assertThat(get(url("sid=" + sid)).body()).contains("unauthorized", "longer than");
  }

  @Test
  void nothingOfACredentialStandsInTheLogHoweverItIsWritten() {
    String good = token("alice");
    String evil = "forged\\r\\n2026-11-21 ERROR all is lost";
    try (RawClient client = RawClient.open(broker.port())) {
      assertThat(client.ask("40{\"token\":\"" + good + "x\"}")).startsWith("44");
      assertThat(client.ask("40{\"token\":\"" + evil + "\"}")).startsWith("44");
      assertThat(client.ask("40{\"token\":\"" + good + "\"}")).startsWith("40");
    }
    assertThat(logged()).noneMatch(line -> line.contains(good) || line.contains("all is lost"));
  }

  @Test
  void aCredentialIdThatWouldBreakALogLineIsReplaced() {
    String token =
        Tokens.hs256(Tokens.claims("alice").jwtID("1\n2026-11-21 ERROR all is lost").build());
    try (RawClient client = RawClient.connect(broker.port(), "{\"token\":\"" + token + "\"}")) {
      assertThat(client.ask("421[\"$rooms\"]")).isEqualTo("431[{\"rooms\":[]}]");
    }
    assertThat(logged()).noneMatch(line -> line.contains("all is lost"));
  }

  @Test
  void backEndsAndTheDiskGetEverythingButTheCredential() throws Exception {
    String token = token("alice");
    try (RawClient chat = RawClient.open(broker.port());
        RawClient alice = RawClient.open(broker.port())) {
      String auth = "{\"token\":\"" + token("chat") + "\",\"shared\":true,\"ack\":\"batch\"}";
      assertThat(chat.ask("40/backed," + auth)).startsWith("40/backed,");
      alice.send(
          "40/backed,{\"theme\":\"dark\",\"\\u0074oken\":\"" + token + "\",\"n\":1.50,\"o\":{}}");
      assertThat(alice.next()).startsWith("40/backed,");
      assertThat(chat.next())
          .contains("\"$connection\"", "\"auth\":{\"theme\":\"dark\",\"n\":1.50,\"o\":{}}")
          .doesNotContain(token);
    }
    broker.close();
    String signature = token.substring(token.lastIndexOf('.') + 1);
    try (Stream<Path> files = Files.walk(broker.data())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
            .as(file.toString())
            .doesNotContain(signature);
      }
    }
  }

  @Test
  void backEndsAreNotToldSecretHeaders() {
    String opened =
        get(
                url("x=1"),
                "Authorization",
                "Bearer " + token("alice"),
                "Cookie",
                "session=secret",
                "X-Theme",
                "dark")
            .body();
    String sid = opened.replaceFirst(".*\"sid\":\"([^\"]+)\".*", "$1");
    try (RawClient chat = RawClient.open(broker.port())) {
      String auth = "{\"token\":\"" + token("chat") + "\",\"shared\":true}";
      assertThat(chat.ask("40/backed," + auth)).startsWith("40/backed,");
      HttpRequest connect =
          HttpRequest.newBuilder(URI.create(url("sid=" + sid)))
              .POST(HttpRequest.BodyPublishers.ofString("40/backed,"))
              .build();
      HTTP.sendAsync(connect, HttpResponse.BodyHandlers.ofString()).join();
      assertThat(chat.next())
          .contains("\"$connection\"", "x-theme")
          .doesNotContain("Bearer", "session=secret");
    }
  }
}
