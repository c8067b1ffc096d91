package dev.holdfast.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.broker.Broker;
import dev.holdfast.broker.admin.AdminCalls;
import dev.holdfast.broker.config.ConfigLoader;
import dev.holdfast.broker.files.OwnFiles;
import dev.holdfast.broker.security.NewToken;
import dev.holdfast.broker.security.Principal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An operator is told of a file that says who may do what and cannot be used, over HTTP. */
@Timeout(60)
class UnusableFilesTest {
  private static final NewToken OPERATOR =
      NewToken.create("prometheus", Set.of("read"), Principal.NEVER);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final String READY = "/health/ready";

  /** By the names of metrics. */
  private static final Map<String, String> FILES =
      Map.of(
          "tokens", "tokens.yaml",
          "revocations", "revoked",
          "keys", "secret",
          "permissions", "permissions.yaml",
          "admin-tokens", "operators.yaml");

  private final HttpClient http = HttpClient.newHttpClient();
  @TempDir Path directory;
  private Broker broker;
  private AdminCalls operator;

  @BeforeEach
  void start() throws Exception {
    AllPermissions.in(directory);
    OwnFiles.replace(directory.resolve("secret"), Tokens.SECRET);
    OwnFiles.replace(directory.resolve("tokens.yaml"), "");
    OwnFiles.replace(directory.resolve("revoked"), "");
    OwnFiles.replace(directory.resolve("operators.yaml"), OPERATOR.line());
    String config =
        """
        server: {port: 0, eventLoops: 2}
        storage: {dataDir: %1$s/data}
        auth:
          permissionsFile: %1$s/permissions.yaml
          jwtSecretFile: %1$s/secret
          tokensFile: %1$s/tokens.yaml
          revocationFile: %1$s/revoked
        admin: {enabled: true, port: 0, tokensFile: %1$s/operators.yaml}
        """
            .formatted(directory);
    Path file = Files.writeString(directory.resolve("holdfast.yaml"), config);
    broker = Broker.start(ConfigLoader.load(file, List.of()));
    operator = new AdminCalls(broker.adminPort(), OPERATOR.token());
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  @Test
  void brokenFilesAreInTheMetricAndWarningsUntilTheyAreMended() throws Exception {
    Map<String, String> good = new HashMap<>();
    for (String name : FILES.values()) {
      good.put(name, Files.readString(directory.resolve(name)));
    }
    assertThat(unusable()).containsExactly(0, 0, 0, 0, 0, 0);
    assertThat(ready().path("warnings")).isEmpty();

    good.keySet().forEach(name -> OwnFiles.replace(directory.resolve(name), "nonsense"));
    for (String kind : FILES.keySet()) {
      awaitUnusable(kind, 1);
    }
    JsonNode warned = ready();
    assertThat(warned.path("status").asText()).as("they keep nobody away").isEqualTo("ok");
    assertThat(warned.path("warnings").findValuesAsText("code"))
        .containsExactlyInAnyOrderElementsOf(
            FILES.keySet().stream().map(kind -> kind + "-unusable").toList());
    assertThat(warned.toString())
        .contains("auth.tokensFile", "auth.revocationFile", "auth.permissionsFile")
        .contains("a file with keys for tokens", "admin.tokensFile")
        .doesNotContain("nonsense");
    assertThat(get(broker.port(), READY)).as("strangers").isEqualTo("{\"status\":\"ok\"}");

    good.forEach((name, content) -> OwnFiles.replace(directory.resolve(name), content));
    for (String kind : FILES.keySet()) {
      awaitUnusable(kind, 0);
    }
    assertThat(ready().path("warnings")).isEmpty();
  }

  @Test
  void aFileThatIsGoneOrOpenToOthersIsToldOfAndTheOthersAreNot() throws Exception {
    Path permissions = directory.resolve("permissions.yaml");
    Path operators = directory.resolve("operators.yaml");
    String good = Files.readString(permissions);
    Files.delete(permissions);
    OwnFiles.mode(operators, "rw-r--r--");
    awaitUnusable("permissions", 1);
    awaitUnusable("admin-tokens", 1);
    assertThat(ready().path("warnings")).hasSize(2);

    Files.writeString(permissions, good);
    OwnFiles.mode(operators, "rw-r-----");
    awaitUnusable("permissions", 0);
    awaitUnusable("admin-tokens", 0);
    assertThat(ready().path("warnings")).isEmpty();
  }

  private JsonNode ready() {
    AdminCalls.Reply reply = operator.get(READY);
    assertThat(reply.status()).isEqualTo(200);
    return reply.body();
  }

  private void awaitUnusable(String kind, int wanted) throws Exception {
    String sample = "holdfast_access_files_unusable{file=\"" + kind + "\"} " + wanted + ".0";
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!metrics().contains(sample)) {
      assertThat(System.nanoTime()).as("until " + sample).isLessThan(deadline);
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /** For each kind of file. */
  private List<Integer> unusable() throws Exception {
    return metrics()
        .lines()
        .filter(line -> line.startsWith("holdfast_access_files_unusable{"))
        .map(line -> (int) Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
        .toList();
  }

  private String metrics() throws Exception {
    return get(broker.adminPort(), "/metrics", "Authorization", "Bearer " + OPERATOR.token());
  }

  private String get(int port, String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
  }
}
