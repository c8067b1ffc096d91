package dev.holdfast.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.holdfast.broker.admin.AdminCalls;
import dev.holdfast.broker.admin.AdminReply;
import dev.holdfast.broker.admin.AdminRequest;
import dev.holdfast.broker.admin.AdminServer;
import dev.holdfast.broker.admin.AuditLog;
import dev.holdfast.broker.admin.Operator;
import dev.holdfast.broker.admin.Operators;
import dev.holdfast.broker.admin.Route;
import dev.holdfast.broker.admin.RouteDoc;
import dev.holdfast.broker.transport.HttpSocket;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attacks on the admin API, over real sockets. Nothing of them may reach a handler. */
class AdminAttacksTest {
  private static final String WRITER = "w".repeat(40);
  private static final String PURGE = "POST /v1/things/a/purge";
  private static final String JSON = "Content-Type: application/json";
  private static final String READER = "r".repeat(40);
  private static final Operators OPERATORS =
      token ->
          Map.of(WRITER, new Operator("alice", "1", true), READER, new Operator("bob", "2", false))
              .get(token);

  private final Vertx vertx = Vertx.vertx();
  private final ConcurrentLinkedQueue<AdminRequest> handled = new ConcurrentLinkedQueue<>();
  private AdminServer guarded;
  private AdminServer local;

  @BeforeEach
  void start() throws Exception {
    guarded = start("127.0.0.1", OPERATORS);
    local = start("127.0.0.1", null);
  }

  private AdminServer start(String host, Operators operators) throws Exception {
    RouteDoc doc =
        RouteDoc.of("A thing.").query("namespace", "string", "").body("upTo", "string", "");
    List<Route> routes =
        List.of(
            Route.get("/v1/things/{thing}", doc, this::handle),
            Route.post("/v1/things/{thing}/purge", doc, this::handle),
            Route.open("/health", RouteDoc.of("Health."), this::handle));
    return AdminServer.start(
            vertx,
            new AdminServer.Settings(host, 0, operators),
            new AuditLog(System::currentTimeMillis),
            routes)
        .toCompletionStage()
        .toCompletableFuture()
        .get();
  }

  private CompletionStage<AdminReply> handle(AdminRequest request) {
    handled.add(request);
    return CompletableFuture.completedFuture(
        AdminReply.ok(JsonNodeFactory.instance.objectNode().put("who", request.operator().name())));
  }

  @AfterEach
  void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private AdminCalls as(String token) {
    return new AdminCalls(guarded.port(), token);
  }

  private void assertNotHandled() {
    assertThat(handled).isEmpty();
  }

  @Test
  void offLoopbackWithoutTokensItDoesNotStart() {
    assertThatThrownBy(() -> start("0.0.0.0", null))
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("admin.tokensFile");
  }

  @Test
  void withoutATokenNobodyIsLetIn() {
    assertThat(as("").get("/v1/things/a").status()).isEqualTo(401);
    assertThat(as("").post("/v1/things/a/purge", "{}").status()).isEqualTo(401);
    assertNotHandled();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "wwww", "null", "Bearer", "' or 1=1 --"})
  void aWrongTokenLetsNobodyIn(String token) {
    AdminCalls.Reply reply = as(token).get("/v1/things/a");
    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.body().toString()).doesNotContain(token + "'");
    assertNotHandled();
  }

  @Test
  void withoutATokenNobodyLearnsWhatThereIs() {
    assertThat(as("").get("/v1/nothing").status()).isEqualTo(401);
    assertThat(as("").get("/v1/openapi.json").status()).isEqualTo(401);
  }

  @Test
  void aTokenOfAnotherSchemeIsNone() {
    AdminCalls anonymous = as("");
    assertThat(anonymous.get("/v1/things/a", "Authorization", "Basic " + WRITER).status())
        .isEqualTo(401);
    assertNotHandled();
  }

  @Test
  void aTokenInTheUrlIsRefusedThoughItIsRight() {
    AdminCalls.Reply reply = as("").get("/v1/things/a?token=" + WRITER);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body().toString()).doesNotContain(WRITER);
    assertNotHandled();
  }

  @Test
  void whoMayReadChangesNothing() {
    assertThat(as(READER).post("/v1/things/a/purge", "{}").code()).isEqualTo("forbidden");
    assertNotHandled();
    assertThat(as(READER).get("/v1/things/a").body().path("who").asText()).isEqualTo("bob");
  }

  @Test
  void aReadingMethodReachesNoRouteThatChanges() {
    assertThat(as(WRITER).get("/v1/things/a/purge").status()).isEqualTo(405);
    assertThat(as(WRITER).get("/v1/things/a/purge", "X-HTTP-Method-Override", "POST").status())
        .isEqualTo(405);
    assertNotHandled();
  }

  @Test
  void healthTakesNoToken() {
    assertThat(as("").get("/health").body().path("who").asText()).isEqualTo("nobody");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/things/../../etc/passwd",
        "/v1/things/..%2f..%2fetc%2fpasswd/x",
        "/v1//things/a",
        "/v1/things/",
        "//v1/things/a",
        "/v1/things/a/",
        "/v1/things/%zz",
        "/%76%31/things/a;x/y"
      })
  void noPathLeadsOutOfItsSegment(String path) throws Exception {
    String status = raw(guarded.port(), head("GET " + path, "Authorization: Bearer " + WRITER));
    assertThat(status).matches("HTTP/1.1 40[04] .*");
    assertNotHandled();
  }

  @Test
  void anEncodedSlashStaysInItsSegment() {
    as(WRITER).get("/v1/things/..%2Fadmin");
    assertThat(handled.remove().segment("thing")).isEqualTo("../admin");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://evil.example", "null", "http://127.0.0.1"})
  void aWebPageIsRefused(String origin) {
    AdminCalls api = new AdminCalls(local.port());
    assertThat(api.get("/v1/things/a", "Origin", origin).code()).isEqualTo("forbidden-origin");
    assertThat(api.post("/v1/things/a/purge", "{}", "Origin", origin).code())
        .isEqualTo("forbidden-origin");
    assertNotHandled();
  }

  @Test
  void aLinkOrAnImageOfAWebPageIsRefused() {
    AdminCalls api = new AdminCalls(local.port());
    assertThat(api.get("/v1/things/a", "Sec-Fetch-Site", "cross-site").status()).isEqualTo(403);
    assertNotHandled();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""})
  void whatAFormCanSendChangesNothing(String type) {
    AdminCalls api = new AdminCalls(local.port());
    HttpRequest.Builder form =
        api.request("/v1/things/a/purge").POST(HttpRequest.BodyPublishers.ofString("{}"));
    AdminCalls.Reply reply = api.send(type.isEmpty() ? form : form.header("Content-Type", type));
    assertThat(reply.status()).isEqualTo(415);
    assertNotHandled();
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.example", "localhost.evil.example", "127.0.0.1.nip.io:80"})
  void aNameThatWasBoundToThisMachineIsRefused(String host) throws Exception {
    String asked = head("GET /v1/things/a").replace("Host: localhost", "Host: " + host);
    String status = raw(local.port(), asked);
    assertThat(status).startsWith("HTTP/1.1 403 ");
    assertNotHandled();
  }

  @Test
  void aPreflightIsNotAnswered() {
    AdminCalls api = new AdminCalls(local.port());
    HttpRequest.Builder preflight =
        api.request("/v1/things/a/purge", "Origin", "http://evil.example")
            .method("OPTIONS", HttpRequest.BodyPublishers.noBody());
    assertThat(api.send(preflight).status()).isEqualTo(403);
  }

  @Test
  void aHugeBodyIsRefusedBeforeItHasCome() throws Exception {
    String status = raw(local.port(), head(PURGE, JSON, "Content-Length: 99999999999"));
    assertThat(status).startsWith("HTTP/1.1 413 ");
    assertNotHandled();
  }

  @Test
  void aHugeBodyThatDoesNotSayHowLongItIsIsRefused() throws Exception {
    String chunk = "10000\r\n" + " ".repeat(0x10000) + "\r\n";
    String request = head(PURGE, JSON, "Transfer-Encoding: chunked") + chunk.repeat(17);
    assertThat(raw(local.port(), request)).startsWith("HTTP/1.1 413 ");
    assertNotHandled();
  }

  @Test
  void hugeHeadersAreRefused() throws Exception {
    String status = raw(guarded.port(), head("GET /v1/things/a", "X: " + "x".repeat(20_000)));
    assertThat(status).matches("HTTP/1.1 4(31|00) .*");
    assertNotHandled();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{'upTo':'1'",
        "{'upTo':'1'} {}",
        "{'upTo':'1','upTo':'2'}",
        "{'upto':'1'}",
        "{'__proto__':{}}"
      })
  void aBodyThatIsNotAsDescribedIsRefused(String body) {
    AdminCalls api = new AdminCalls(local.port());
    assertThat(api.post("/v1/things/a/purge", body).code()).isEqualTo("bad-request");
    assertNotHandled();
  }

  @Test
  void aBodyNestedWithoutEndIsRefused() {
    AdminCalls api = new AdminCalls(local.port());
    String body = "{'upTo':" + "[".repeat(100_000);
    assertThat(api.post("/v1/things/a/purge", body).status()).isEqualTo(400);
    assertNotHandled();
  }

  @Test
  void aParameterThatIsUnknownOrThereTwiceIsRefused() throws Exception {
    AdminCalls api = new AdminCalls(local.port());
    assertThat(api.get("/v1/things/a?namspace=/").code()).isEqualTo("bad-request");
    assertThat(api.get("/v1/things/a?namespace=/&namespace=/b").code()).isEqualTo("bad-request");
    assertThat(raw(local.port(), head("GET /v1/things/a?namespace=%zz")))
        .startsWith("HTTP/1.1 400 ");
    assertNotHandled();
  }

  @Test
  void moreConnectionsThanOperatorsNeedAreClosed() throws Exception {
    Socket[] sockets = new Socket[100];
    try {
      for (int i = 0; i < sockets.length; i++) {
        sockets[i] = new Socket(InetAddress.getLoopbackAddress(), local.port());
        assertThat(ask(sockets[i], "GET /v1/things/a")).startsWith("HTTP/1.1 200");
      }
      try (Socket more = new Socket(InetAddress.getLoopbackAddress(), local.port())) {
        more.setSoTimeout(10_000);
        assertThat(more.getInputStream().read()).isEqualTo(-1);
      }
    } finally {
      for (Socket socket : sockets) {
        if (socket != null) {
          socket.close();
        }
      }
    }
  }

  @Test
  void strangersWhoHoldAllTheConnectionsTheyGetKeepNoOperatorOut() {
    Deque<HttpSocket> strangers = new ArrayDeque<>();
    try {
      for (int i = 0; i < 150; i++) {
        HttpSocket stranger = new HttpSocket(guarded.port());
        strangers.add(stranger);
        assertThat(stranger.get("/v1/things/a").status()).isEqualTo(401);
      }
      assertThat(as(READER).get("/v1/things/a").status()).isEqualTo(200);
    } finally {
      strangers.forEach(HttpSocket::close);
    }
  }

  @Test
  void aStrangersConnectionIsCutHoweverOftenItAsks() {
    try (HttpSocket stranger = new HttpSocket(guarded.port());
        HttpSocket operator = new HttpSocket(guarded.port())) {
      String known = "Authorization: Bearer " + READER;
      assertThat(operator.get("/v1/things/a", known).status()).isEqualTo(200);
      long begun = System.nanoTime();
      assertThatThrownBy(
              () -> {
                while (TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun) < 15) {
                  assertThat(stranger.get("/health").status()).isEqualTo(200);
                }
              })
          .isInstanceOf(UncheckedIOException.class);
      assertThat(operator.get("/v1/things/a", known).status()).isEqualTo(200);
    }
  }

  @Test
  void aFloodOfRefusalsDoesNotFillTheAuditLog() throws Exception {
    long begun = System.nanoTime();
    try (AuditLines lines = new AuditLines()) {
      AdminCalls stranger = as("guess");
      for (int i = 0; i < 300; i++) {
        assertThat(stranger.post("/v1/things/a/purge", "{}").status()).isEqualTo(401);
      }
      long seconds = 1 + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
      // One a second for this address, of which the first second and the last are cut short.
      assertThat(lines.all()).hasSizeBetween(1, (int) seconds + 1);
      as(WRITER).post("/v1/things/a/purge", "{}");
      long leftOut = 0;
      for (String line : lines.all()) {
        leftOut += new JsonMapper().readTree(line).path("leftOut").asLong();
      }
      assertThat(lines.all().size() - 1 + leftOut).as("none is unknown").isEqualTo(300);
    }
  }

  @Test
  void whatOperatorsWereRefusedIsInTheAuditLogEachTime() throws Exception {
    try (AuditLines lines = new AuditLines()) {
      AdminCalls reader = as(READER);
      for (int i = 0; i < 20; i++) {
        reader.post("/v1/things/a/purge", "{}");
      }
      assertThat(lines.all()).hasSize(20);
    }
  }

  private static String ask(Socket socket, String request) throws IOException {
    socket.setSoTimeout(10_000);
    socket.getOutputStream().write(head(request).getBytes(StandardCharsets.UTF_8));
    return new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
        .readLine();
  }

  @Test
  void whatAnOperatorSaysCannotWriteALineOfTheAuditLog() throws Exception {
    try (AuditLines lines = new AuditLines()) {
      as(WRITER).post("/v1/things/a%0A%7B%22operator%22:%22eve%22%7D/purge", "{'upTo':'x\\n'}");
      assertThat(lines.all()).hasSize(1);
      var line = new JsonMapper().readTree(lines.all().get(0));
      assertThat(line.path("operator").asText()).isEqualTo("alice");
      assertThat(line.path("outcome").asText()).isEqualTo("done");
      assertThat(line.path("what").path("upTo").asText()).isEqualTo("x\n");
      assertThat(lines.all().get(0)).doesNotContain("\n").doesNotContain(WRITER);
    }
  }

  @Test
  void aRefusedChangeIsInTheAuditLogAsWell() throws Exception {
    try (AuditLines lines = new AuditLines()) {
      as(READER).post("/v1/things/a/purge", "{}");
      assertThat(lines.all()).hasSize(1);
      assertThat(lines.all().get(0))
          .contains("\"operator\":\"bob\"")
          .contains("\"outcome\":\"forbidden\"");
    }
  }

  /** The head of a request as a client may write it. */
  private static String head(String request, String... headers) {
    StringBuilder head = new StringBuilder(request + " HTTP/1.1\r\nHost: localhost\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    return head.append("\r\n").toString();
  }

  /** The status line of the answer to bytes that are sent as they are. */
  private static String raw(int port, String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      try {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // It was refused before all of it was sent; the answer has come.
        assertThat(e).isNotNull();
      }
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      return in.readLine();
    }
  }
}
