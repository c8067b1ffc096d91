package dev.holdfast.broker.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.holdfast.broker.Broker;
import dev.holdfast.broker.TestBrokers;
import dev.holdfast.it.rig.Workspace;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the broker answers is compared with what was seen of the reference server 4.8.4. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientFilesTest {
  private static final String SCRIPT = "/socket.io/socket.io.js";
  private static final String ANY_ORIGIN = "Access-Control-Allow-Origin";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private Broker broker;
  private String tag;

  @BeforeAll
  void start(@TempDir Path data) throws Exception {
    broker = TestBrokers.start(data);
    tag = '"' + lockedClient("src/main/js").path("version").asText() + '"';
  }

  @AfterAll
  void stop() {
    broker.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "socket.io.js",
        "socket.io.min.js",
        "socket.io.esm.min.js",
        "socket.io.msgpack.min.js"
      })
  void aScriptIsServedWithItsVersionAndItsMap(String name) throws Exception {
    HttpResponse<String> script = get("/socket.io/" + name);
    assertThat(script.statusCode()).isEqualTo(200);
    assertHeaders(script, "application/javascript; charset=utf-8");
    assertThat(script.headers().firstValue("X-SourceMap")).isEmpty();
    assertThat(script.body())
        .startsWith("/*!\n * Socket.IO v" + tag.replace("\"", ""))
        .endsWith("//# sourceMappingURL=" + name + ".map\n");

    HttpResponse<String> map = get("/socket.io/" + name + ".map");
    assertThat(map.statusCode()).isEqualTo(200);
    assertHeaders(map, "application/json; charset=utf-8");
    assertThat(new JsonMapper().readTree(map.body()).path("file").asText()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "W/"})
  void aBrowserThatHasTheVersionIsToldSoWithoutABody(String weak) throws Exception {
    for (String path : new String[] {SCRIPT, SCRIPT + ".map"}) {
      HttpResponse<String> answer = get(path, "If-None-Match", weak + tag);
      assertThat(answer.statusCode()).isEqualTo(304);
      assertThat(answer.body()).isEmpty();
      assertThat(answer.headers().map()).containsOnlyKeys("access-control-allow-origin", "vary");
    }
  }

  @Test
  void aBrowserThatHasAnotherVersionGetsTheScript() throws Exception {
    HttpResponse<String> answer = get(SCRIPT, "If-None-Match", "\"4.0.0\"");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isNotEmpty();
  }

  @Test
  void headTellsTheLengthAndSendsNoBody() throws Exception {
    HttpResponse<String> head = send(request(SCRIPT).method("HEAD", BodyPublishers.noBody()));
    assertHeaders(head, "application/javascript; charset=utf-8");
    assertThat(head.headers().firstValue("Content-Length"))
        .isEqualTo(get(SCRIPT).headers().firstValue("Content-Length"))
        .isPresent();
    assertThat(head.body()).isEmpty();
    assertThat(get(SCRIPT).statusCode()).as("the connection goes on").isEqualTo(200);
  }

  @Test
  void aBrowserThatAcceptsItGetsTheScriptCompressedWithTheSameTag() throws Exception {
    HttpRequest request = request(SCRIPT, "Accept-Encoding", "gzip, deflate, br").build();
    HttpResponse<byte[]> coded = http.send(request, BodyHandlers.ofByteArray());
    assertHeaders(coded, "application/javascript; charset=utf-8");
    assertThat(coded.headers().firstValue("Content-Encoding")).hasValue("gzip");
    assertThat(coded.headers().allValues("Vary")).contains("Accept-Encoding");
    assertThat(coded.body().length).isLessThan(100_000);
    try (InputStream plain = new GZIPInputStream(new ByteArrayInputStream(coded.body()))) {
      assertThat(plain).hasContent(get(SCRIPT).body());
    }
    assertThat(get(SCRIPT).headers().firstValue("Content-Encoding")).isEmpty();
  }

  @Test
  void theQueryDoesNotMatter() throws Exception {
    assertThat(get(SCRIPT + "?v=1").body()).isEqualTo(get(SCRIPT).body());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/socket.io/other.js",
        "/socket.io/package.json",
        "/socket.io/LICENSE",
        "/socket.io/a/../socket.io.js",
        "/socket.io/a/socket.io.js",
        "/socket.io/socket.io.js/a"
      })
  void whatIsNoneOfTheFilesIsLeftToEngineIo(String path) throws Exception {
    HttpResponse<String> answer = get(path);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).isEqualTo("{\"code\":0,\"message\":\"Transport unknown\"}");
  }

  @Test
  void filesStandUnderThePathOfSocketIoOnly() throws Exception {
    assertThat(get("/socket.io.js").statusCode()).isEqualTo(404);
  }

  @Test
  void pagesOfAllowedOriginsMayImportTheModule() throws Exception {
    String module = "/socket.io/socket.io.esm.min.js";
    assertThat(get(module, "Origin", "http://a.example").headers().firstValue(ANY_ORIGIN))
        .hasValue("*");
    HttpRequest.Builder preflight = request(module).method("OPTIONS", BodyPublishers.noBody());
    assertThat(send(preflight).statusCode()).isEqualTo(204);
  }

  @Test
  void aBrokerThatIsConfiguredSoServesNone(@TempDir Path data) throws Exception {
    try (Broker silent = TestBrokers.withoutClientFiles(data)) {
      HttpRequest script = HttpRequest.newBuilder(URI.create(silent.url() + SCRIPT)).build();
      assertThat(http.send(script, BodyHandlers.ofString()).statusCode()).isEqualTo(400);
    }
  }

  @Test
  void theTestsDriveTheClientThatIsServed() throws Exception {
    assertThat(lockedClient("src/main/js")).isEqualTo(lockedClient("src/test/js"));
  }

  @Test
  void theJarHoldsTheLicenceOfTheClient() throws Exception {
    try (var licence =
        ClientFiles.class.getResourceAsStream("/dev/holdfast/socketio-client/LICENSE")) {
      assertThat(licence)
          .asString(StandardCharsets.UTF_8)
          .contains("Permission is hereby granted, free of charge");
    }
  }

  private void assertHeaders(HttpResponse<?> answer, String contentType) {
    Map<String, String> expected =
        Map.of("Content-Type", contentType, "ETag", tag, "Cache-Control", "public, max-age=0");
    expected.forEach(
        (name, value) -> assertThat(answer.headers().firstValue(name)).as(name).hasValue(value));
  }

  private HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(broker.url() + path));
    return headers.length == 0 ? request : request.headers(headers);
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    return send(request(path, headers));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  /** The client's entry in a lock: version, hash and what it needs. */
  private static JsonNode lockedClient(String directory) throws IOException {
    Path lock = Workspace.module().resolve(directory).resolve("package-lock.json");
    JsonNode packages = new JsonMapper().readTree(lock.toFile()).path("packages");
    return packages.required("node_modules/socket.io-client");
  }
}
