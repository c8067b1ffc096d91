package dev.holdfast.broker.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What probes are answered, on the port of the clients and on that of the operator. */
class HealthEndpointTest {
  private static final Health.Reason READ_ONLY = new Health.Reason("read-only", "disk full");

  private final AtomicReference<List<Health.Reason>> reasons = new AtomicReference<>(List.of());
  private final AtomicReference<List<Health.Reason>> warnings = new AtomicReference<>(List.of());
  private boolean alive = true;
  private final HealthEndpoint endpoint =
      new HealthEndpoint(
          new Health() {
            @Override
            public boolean isAlive() {
              return alive;
            }

            @Override
            public List<Reason> notReady() {
              return reasons.get();
            }

            @Override
            public List<Reason> warnings() {
              return warnings.get();
            }
          });
  private Vertx vertx;
  private HttpServer server;

  @BeforeEach
  void listen() throws Exception {
    vertx = Vertx.vertx();
    server =
        vertx
            .createHttpServer()
            .requestHandler(
                request -> {
                  if (!endpoint.take(request)) {
                    request.response().setStatusCode(404).end();
                  }
                })
            .listen(0, "127.0.0.1")
            .await();
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().await();
  }

  private HttpResponse<String> ask(String method, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.actualPort() + path);
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody()).build(),
            HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void aBrokerThatServesIsLiveAndReady() throws Exception {
    assertThat(ask("GET", "/health/live").statusCode()).isEqualTo(200);
    HttpResponse<String> ready = ask("GET", "/health/ready");
    assertThat(ready.statusCode()).isEqualTo(200);
    assertThat(ready.body()).isEqualTo("{\"status\":\"ok\"}");
    assertThat(ready.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(ready.headers().firstValue("Cache-Control")).contains("no-store");
  }

  @Test
  void clientsAreToldThatItIsNotReadyButNotWhy() throws Exception {
    reasons.set(List.of(READ_ONLY));
    HttpResponse<String> ready = ask("GET", "/health/ready");
    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(ready.body()).isEqualTo("{\"status\":\"not-ready\"}");
    assertThat(ask("GET", "/health/live").statusCode()).isEqualTo(200);
  }

  @Test
  void oneThatOnlyARestartHelpsIsNotLive() throws Exception {
    alive = false;
    HttpResponse<String> live = ask("GET", "/health/live");
    assertThat(live.statusCode()).isEqualTo(503);
    assertThat(live.body()).isEqualTo("{\"status\":\"failed\"}");
  }

  @Test
  void headIsAnsweredWithoutABodyAndOtherMethodsAreNot() throws Exception {
    HttpResponse<String> head = ask("HEAD", "/health/ready");
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(ask("POST", "/health/live").statusCode()).isEqualTo(405);
    assertThat(ask("GET", "/health").statusCode()).isEqualTo(404);
  }

  @Test
  void warningsKeepNobodyAwayAndAreForOperatorsAlone() throws Exception {
    warnings.set(List.of(new Health.Reason("tokens-unusable", "the file")));
    assertThat(ask("GET", "/health/ready").body()).isEqualTo("{\"status\":\"ok\"}");

    AdminReply reply = askAsOperator();
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body())
        .isEqualTo(
            "{\"status\":\"ok\",\"warnings\":[{\"code\":\"tokens-unusable\",\"message\":\"the"
                + " file\"}]}");
  }

  private AdminReply askAsOperator() throws Exception {
    Route ready =
        endpoint.routes().stream()
            .filter(route -> route.path().equals("/health/ready"))
            .findFirst()
            .orElseThrow();
    AdminRequest request =
        new AdminRequest(Operator.LOCAL, Map.of(), Map.of(), JsonNodeFactory.instance.objectNode());
    return ready.handler().handle(request).toCompletableFuture().get();
  }

  @Test
  void operatorsAreToldWhy() throws Exception {
    reasons.set(List.of(READ_ONLY));
    AdminReply reply = askAsOperator();
    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.body())
        .isEqualTo(
            "{\"status\":\"not-ready\",\"reasons\":[{\"code\":\"read-only\",\"message\":\"disk"
                + " full\"}]}");
  }
}
