package dev.holdfast.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.broker.admin.AdminCalls;
import dev.holdfast.broker.config.BrokerConfig;
import dev.holdfast.broker.config.ShutdownConfig;
import dev.holdfast.broker.transport.HttpSocket;
import dev.holdfast.it.rig.TcpClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that leaves off serving, as its clients see it. */
class DrainTest {
  private static final String POLLING = "/socket.io/?EIO=4&transport=polling";
  private static final String NAMED = "{\"clientId\":\"a\",\"ack\":\"batch\"}";

  @TempDir Path dataDir;
  private Broker broker;
  private AdminCalls api;

  @BeforeEach
  void start() throws Exception {
    BrokerConfig usual =
        TestBrokers.adminConfig(
            dataDir, "", TestBrokers.config(dataDir, TestBrokers.NO_PING_MS, 200).namespaces());
    // Ten connections over a second.
    broker = Broker.start(TestBrokers.with(usual, new ShutdownConfig(10_000, 10, 700)));
    api = new AdminCalls(broker.adminPort());
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  private void awaitState(String state) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!api.get("/v1/drain").body().path("state").asText().equals(state)) {
      assertThat(System.nanoTime()).as("until it is " + state).isLessThan(deadline);
    }
  }

  private HttpResponse<String> handshake() throws Exception {
    URI uri = URI.create(broker.url() + "/socket.io/?EIO=4&transport=polling");
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void nobodyIsLetInUntilItServesAgain() throws Exception {
    assertThat(broker.isDraining()).isFalse();
    assertThat(api.post("/v1/drain", "{}").status()).isEqualTo(202);
    assertThat(broker.isDraining()).isTrue();
    awaitState("drained");
    HttpResponse<String> refused = handshake();
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.headers().firstValue("Retry-After")).contains("1");
    api.post("/v1/drain/resume", "{}");
    assertThat(broker.isDraining()).isFalse();
    assertThat(handshake().statusCode()).isEqualTo(200);
  }

  @Test
  void whoUnderstandsItIsToldWhenToComeBackAndNobodyIsToldToStayAway() {
    try (TcpClient named = TcpClient.connect(broker.port(), NAMED);
        TcpClient stock = TcpClient.connect(broker.port(), "")) {
      api.post("/v1/drain", "{}");
      // Two connections at ten a second, and the restart.
      assertThat(named.readToEnd()).containsExactly("42[\"$restart\",{\"afterMs\":900}]");
      assertThat(stock.readToEnd()).isEmpty();
    }
  }

  @Test
  void connectionsAreClosedGradually() {
    List<TcpClient> clients = new ArrayList<>();
    List<CompletableFuture<Long>> closed = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      TcpClient client = TcpClient.connect(broker.port(), "");
      clients.add(client);
      closed.add(
          CompletableFuture.supplyAsync(
              () -> {
                assertThat(client.readToEnd()).isEmpty();
                return System.nanoTime();
              },
              task -> new Thread(task, "client").start()));
    }
    long begun = System.nanoTime();
    api.post("/v1/drain", "{}");
    List<Long> afterMs =
        closed.stream()
            .map(CompletableFuture::join)
            .map(at -> TimeUnit.NANOSECONDS.toMillis(at - begun))
            .sorted()
            .toList();
    assertThat(afterMs.get(19)).isBetween(1000L, 9000L);
    assertThat(afterMs).filteredOn(ms -> ms < 500).hasSizeLessThan(15);
    assertThat(afterMs.get(19) - afterMs.get(0))
        .as("from the first to the last")
        .isGreaterThanOrEqualTo(500L);
    clients.forEach(TcpClient::close);
  }

  @Test
  void whatWasSubmittedIsAnsweredBeforeTheConnectionIsClosed() {
    try (TcpClient a = TcpClient.connect(broker.port(), NAMED)) {
      for (int i = 0; i < 200; i++) {
        a.send("42" + i + "[\"$emit\",{\"rooms\":[\"R\"]},\"n\"," + i + "]");
      }
      assertThat(a.read()).startsWith("430[");
      api.post("/v1/drain", "{}");
      long confirmed = 1 + a.readToEnd().stream().filter(answer -> answer.startsWith("43")).count();
      // What was confirmed is what is stored: nothing was taken and not answered.
      assertThat(api.get("/v1/rooms/R").body().path("events").asLong()).isEqualTo(confirmed);
    }
  }

  /**
   * What it sends in vain is unread in the broker's socket, which must not take the answers back.
   */
  @Test
  void whoGoesOnSendingStillGetsAllAnswers() {
    try (TcpClient a = TcpClient.connect(broker.port(), NAMED)) {
      AtomicInteger next = new AtomicInteger();
      CompletableFuture<Void> sending =
          a.sendAll(
              Stream.generate(next::getAndIncrement)
                  .map(i -> "42" + i + "[\"$emit\",{\"rooms\":[\"R\"]},\"n\"," + i + "]"));
      while (!a.read().startsWith("43500[")) {
        assertThat(sending).isNotDone();
      }
      api.post("/v1/drain", "{}");
      long confirmed = 501 + a.readToEnd().stream().filter(m -> m.startsWith("43")).count();
      assertThat(api.get("/v1/rooms/R").body().path("events").asLong()).isEqualTo(confirmed);
    }
  }

  /** A client over polling that has joined the default namespace, and asks for nothing now. */
  private String polling(HttpSocket http, String auth) {
    String session =
        POLLING + http.get(POLLING).body().replaceFirst(".*\"sid\":\"([^\"]+)\".*", "&sid=$1");
    assertThat(http.post(session, "40" + auth).body()).isEqualTo("ok");
    assertThat(http.get(session).body()).startsWith("40{\"sid\":");
    return session;
  }

  @Test
  void whoPollsFetchesTheLastAnswersWithTheNextRequest() {
    try (HttpSocket http = new HttpSocket(broker.port())) {
      String session = polling(http, NAMED);
      assertThat(http.post(session, "420[\"$emit\",{\"rooms\":[\"R\"]},\"n\",1]").body())
          .isEqualTo("ok");
      api.post("/v1/drain", "{}");
      // It is closed as soon as it may: then its answers wait for it.
      awaitClosing();
      assertThat(http.get(session).body().split("\u001e", -1))
          .satisfiesExactly(
              confirm -> assertThat(confirm).startsWith("430[{\"position\":"),
              restart -> assertThat(restart).startsWith("42[\"$restart\""));
      HttpSocket.Response gone = http.get(session);
      assertThat(gone.status()).isEqualTo(400);
      assertThat(gone.body()).contains("Session ID unknown");
      awaitState("drained");
    }
  }

  /** The sessions of Socket.IO are gone; those of Engine.IO may still be fetched from. */
  private void awaitClosing() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!api.get("/v1/sessions").body().path("sessions").isEmpty()) {
      assertThat(System.nanoTime()).as("until its session is over").isLessThan(deadline);
    }
  }

  @Test
  void whoDoesNotFetchItsAnswersDoesNotHoldItUp() {
    try (HttpSocket http = new HttpSocket(broker.port())) {
      polling(http, NAMED);
      long begun = System.nanoTime();
      api.post("/v1/drain", "{}");
      awaitState("drained");
      assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun)).isLessThan(7_000);
      assertThat(api.get("/v1/drain").body().path("connections").asInt()).isZero();
    }
  }

  @Test
  void aDrainThatWasTakenBackDoesNotEndTheOneThatFollows() {
    List<TcpClient> clients = new ArrayList<>();
    try {
      connect(clients, 10); // over a second
      api.post("/v1/drain", "{}");
      api.post("/v1/drain/resume", "{}");
      connect(clients, 30); // over three
      api.post("/v1/drain", "{}");
      JsonNode now = api.get("/v1/drain").body();
      while (!now.path("state").asText().equals("drained")) {
        now = api.get("/v1/drain").body();
      }
      assertThat(now.path("connections").asInt()).isZero();
    } finally {
      clients.forEach(TcpClient::close);
    }
  }

  private void connect(List<TcpClient> clients, int count) {
    for (int i = 0; i < count; i++) {
      clients.add(TcpClient.connect(broker.port(), ""));
    }
  }

  @Test
  void aDrainThatIsAskedForAgainIsTheSame() {
    api.post("/v1/drain", "{}");
    api.post("/v1/drain", "{}");
    awaitState("drained");
    assertThat(api.get("/v1/drain").body().path("connections").asInt()).isZero();
  }
}
