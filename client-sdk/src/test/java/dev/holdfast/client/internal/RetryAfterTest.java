package dev.holdfast.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.client.ClientState;
import dev.holdfast.client.HoldfastClient;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real HTTP server that refuses the handshake, and says when to come back. */
@Timeout(60)
class RetryAfterTest {
  private static final long PATIENCE_SECONDS = 20;

  /** What timers may be early by, as they count in whole milliseconds. */
  private static final long EARLY_MS = 10;

  private final Vertx vertx = Vertx.vertx();
  private final BlockingQueue<Long> attempts = new LinkedBlockingQueue<>();
  private final List<ClientState> states = new CopyOnWriteArrayList<>();
  private volatile Answer answer = refusal(429, "1");
  private volatile ServerWebSocket accepted;
  private HttpServer server;
  private HoldfastClient client;

  /** What a request is answered with. */
  private interface Answer {
    void to(HttpServerRequest request);
  }

  private static Answer refusal(int status, String retryAfter) {
    return request -> {
      if (!retryAfter.isEmpty()) {
        request.response().putHeader("Retry-After", retryAfter);
      }
      request.response().setStatusCode(status).end("{\"code\":\"limit\",\"retryAfterMs\":1}");
    };
  }

  /** Takes the WebSocket, joins whoever asks, and keeps it. */
  private void accept(HttpServerRequest request) {
    var unused =
        request
            .toWebSocket()
            .onSuccess(
                socket -> {
                  accepted = socket;
                  socket.textMessageHandler(
                      frame -> {
                        if (frame.startsWith("40")) {
                          socket.writeTextMessage("40{\"sid\":\"s\",\"holdfast\":{\"lastSeq\":0}}");
                        }
                      });
                  socket.writeTextMessage(
                      "0{\"sid\":\"e\",\"upgrades\":[],\"pingInterval\":25000,"
                          + "\"pingTimeout\":20000,\"maxPayload\":1000}");
                });
  }

  @BeforeEach
  void start() {
    server =
        vertx
            .createHttpServer()
            .requestHandler(
                request -> {
                  // Before the test hears of it, and has the next answered in another way.
                  Answer now = answer;
                  attempts.add(System.nanoTime());
                  now.to(request);
                })
            .listen(0, "127.0.0.1")
            .await();
    client =
        HoldfastClient.builder("http://127.0.0.1:" + server.actualPort())
            .clientId("alice")
            .reconnectDelay(Duration.ofMillis(1), Duration.ofMillis(20))
            .closeTimeout(Duration.ofMillis(300))
            .build();
    client.onState((state, reason) -> states.add(state));
  }

  @AfterEach
  void stop() {
    client.close();
    vertx.close().await();
  }

  private long nextAttempt() throws InterruptedException {
    Long at = attempts.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(at).as("an attempt").isNotNull();
    return at;
  }

  private long msToNextAttempt() throws InterruptedException {
    long first = nextAttempt();
    return TimeUnit.NANOSECONDS.toMillis(nextAttempt() - first);
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 503})
  void theClientStaysAwayForAsLongAsItIsTold(int status) throws Exception {
    answer = refusal(status, "1");
    CompletableFuture<Void> connected = client.connect().toCompletableFuture();
    assertThat(msToNextAttempt()).isGreaterThanOrEqualTo(1000 - EARLY_MS);
    assertThat(connected).as("it goes on trying").isNotDone();
    assertThat(states).doesNotContain(ClientState.CLOSED);
  }

  @Test
  void itIsInWhenTheTimeIsOver() throws Exception {
    CompletableFuture<Void> connected = client.connect().toCompletableFuture();
    long first = nextAttempt();
    answer = this::accept;
    connected.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    long tookMs = TimeUnit.NANOSECONDS.toMillis(nextAttempt() - first);
    assertThat(tookMs).isGreaterThanOrEqualTo(1000 - EARLY_MS);
    assertThat(attempts).as("attempts between").isEmpty();
  }

  @Test
  void alsoWhoWasConnectedWaitsWhenItComesBack() throws Exception {
    CompletableFuture<Void> connected = client.connect().toCompletableFuture();
    nextAttempt();
    answer = this::accept;
    connected.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    nextAttempt();
    answer = refusal(503, "2");
    accepted.close().await();
    assertThat(msToNextAttempt()).isGreaterThanOrEqualTo(2000 - EARLY_MS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-5", "soon", "Sun, 22 Nov 2026 03:00:00 GMT"})
  void whatSaysNoNumberOfSecondsLeavesItsOwnDelays(String retryAfter) throws Exception {
    answer = refusal(503, retryAfter);
    CompletableFuture<Void> connected = client.connect().toCompletableFuture();
    for (int i = 0; i < 10; i++) {
      nextAttempt();
    }
    assertThat(connected).isNotDone();
  }

  @Test
  void oneThatIsClosedDoesNotWaitForIt() throws Exception {
    answer = refusal(503, "300");
    CompletableFuture<Void> connected = client.connect().toCompletableFuture();
    nextAttempt();
    client.close();
    assertThat(connected)
        .failsWithin(Duration.ofSeconds(5))
        .withThrowableOfType(ExecutionException.class);
  }
}
