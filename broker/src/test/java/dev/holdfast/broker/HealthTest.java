package dev.holdfast.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.metrics.WatchedBroker;
import dev.holdfast.broker.queue.Store;
import dev.holdfast.broker.security.AccessFile;
import dev.holdfast.broker.security.AccessFiles;
import dev.holdfast.broker.session.RawClient;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What probes are answered by a broker in every state it can be in. */
@Timeout(60)
class HealthTest {
  private static final long MORE_THAN_ANY_DISK_HAS = 1L << 50;

  @TempDir Path temp;

  private static int ask(int port, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  @Test
  void aBrokerThatServesIsReady() throws Exception {
    try (WatchedBroker broker = WatchedBroker.start(temp.resolve("data"))) {
      assertThat(ask(broker.broker().port(), "/health/live")).isEqualTo(200);
      assertThat(ask(broker.broker().port(), "/health/ready")).isEqualTo(200);
    }
  }

  @Test
  void oneThatIsReadOnlyIsLiveAndNotReady() throws Exception {
    try (WatchedBroker broker =
        WatchedBroker.start(temp.resolve("data"), WatchedBroker.NEVER_MS, MORE_THAN_ANY_DISK_HAS)) {
      assertThat(ask(broker.broker().port(), "/health/live")).isEqualTo(200);
      assertThat(ask(broker.broker().port(), "/health/ready")).isEqualTo(503);
      assertThat(broker.value("holdfast_read_only")).isEqualTo(1);
      assertThat(broker.value("holdfast_ready")).isZero();
    }
  }

  @Test
  void oneWhoseStoreHasFailedIsNeither() throws Exception {
    AtomicBoolean fails = new AtomicBoolean();
    try (Broker broker =
            Broker.start(
                WatchedBroker.config(temp.resolve("data"), WatchedBroker.NEVER_MS, 0),
                store -> failing(store, fails));
        RawClient client = RawClient.connect(broker.port(), "{}")) {
      fails.set(true);
      client.send("421[\"$join\",\"R\"]");
      broker.failure().toCompletableFuture().get(20, TimeUnit.SECONDS);
      assertThat(ask(broker.port(), "/health/live")).isEqualTo(503);
      assertThat(ask(broker.port(), "/health/ready")).isEqualTo(503);
      assertThat(broker.metrics()).contains("holdfast_store_failed 1.0");
    }
  }

  /** A store whose commits fail from some time on. */
  private static Store failing(Store store, AtomicBoolean fails) {
    InvocationHandler handler =
        (proxy, method, arguments) -> {
          if (method.getName().equals("commit") && fails.get()) {
            throw new Store.StoreException("the disk is on fire", null);
          }
          try {
            return method.invoke(store, arguments);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        };
    return (Store)
        Proxy.newProxyInstance(Store.class.getClassLoader(), new Class<?>[] {Store.class}, handler);
  }

  @Test
  void operatorsAreToldWhyOnTheirOwnPortAndPrometheusReadsThere() throws Exception {
    try (WatchedBroker broker =
        WatchedBroker.start(temp.resolve("data"), WatchedBroker.NEVER_MS, MORE_THAN_ANY_DISK_HAS)) {
      int port = broker.broker().adminPort();
      assertThat(ask(port, "/health/ready")).isEqualTo(503);
      assertThat(body(port, "/health/ready"))
          .startsWith("{\"status\":\"not-ready\",\"reasons\":[{\"code\":\"read-only\"");
      assertThat(ask(port, "/metrics")).isEqualTo(200);
      assertThat(body(port, "/metrics")).contains("holdfast_read_only 1.0");
    }
  }

  private static String body(int port, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  @Test
  void filesThatCannotBeUsedAreWarningsWhichKeepNobodyAway() {
    BrokerHealth health = new BrokerHealth();
    assertThat(health.warnings()).as("before they are read").isEmpty();
    AtomicReference<String> problem = new AtomicReference<>();
    AccessFiles files = new AccessFiles();
    files.add(AccessFile.KEYS, problem::get);
    files.add(AccessFile.KEYS, () -> null);
    files.add(AccessFile.TOKENS, () -> null);
    health.watch(files);
    health.serving(() -> false, () -> false);
    assertThat(health.warnings()).isEmpty();
    problem.set("the secret is hunter2");
    assertThat(health.warnings()).extracting("code").containsExactly("keys-unusable");
    assertThat(health.warnings()).extracting("message").asString().doesNotContain("hunter2");
    assertThat(health.isReady()).isTrue();
    problem.set(null);
    assertThat(health.warnings()).isEmpty();
  }

  @Test
  void theStatesFollowEachOtherAsABrokerLives() {
    BrokerHealth health = new BrokerHealth();
    assertThat(health.isAlive()).isTrue();
    assertThat(health.notReady()).extracting("code").containsExactly("recovering");
    AtomicBoolean readOnly = new AtomicBoolean();
    AtomicBoolean draining = new AtomicBoolean();
    health.serving(readOnly::get, draining::get);
    assertThat(health.notReady()).isEmpty();
    assertThat(health.isReady()).isTrue();
    readOnly.set(true);
    assertThat(health.notReady()).extracting("code").containsExactly("read-only");
    readOnly.set(false);
    draining.set(true);
    assertThat(health.notReady()).extracting("code").containsExactly("draining");
    assertThat(health.isReady()).isFalse();
    health.failed("disk on fire");
    assertThat(health.notReady()).extracting("code").containsExactly("store-failed", "draining");
    assertThat(health.notReady()).extracting("message").contains("disk on fire");
    assertThat(health.isAlive()).isFalse();
  }
}
