package dev.holdfast.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.Broker;
import dev.holdfast.broker.TestBrokers;
import dev.holdfast.client.Confirm;
import dev.holdfast.client.EmitOptions;
import dev.holdfast.client.HoldfastClient;
import dev.holdfast.client.HoldfastException;
import dev.holdfast.client.OutboxOptions;
import dev.holdfast.client.ReceiveFilter;
import dev.holdfast.client.Target;
import dev.holdfast.client.TooManyUnconfirmedException;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The examples of {@code docs/client-sdk.md}, run. Each stands between {@code tag} and {@code end}
 * comments, and the last test holds the page against them.
 */
class ClientSdkExamplesTest {
  record Order(int number, String item) {}

  @TempDir Path dataDir;
  private Broker broker;
  private final BlockingQueue<Order> stored = new LinkedBlockingQueue<>();

  @BeforeEach
  void start() throws Exception {
    broker = TestBrokers.start(dataDir);
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  private void store(Order order) {
    stored.add(order);
  }

  private static String log(String line) {
    return line;
  }

  private HoldfastClient client(String clientId) {
    return HoldfastClient.builder(broker.url()).clientId(clientId).build();
  }

  @Test
  void receive() throws Exception {
    String url = broker.url();
    // tag::receive
    HoldfastClient client = HoldfastClient.builder(url).clientId("warehouse").build();
    client.on("order", event -> store(event.arg(0, Order.class)));
    client.connect();
    client.join("orders");
    // end::receive
    try (client;
        HoldfastClient shop = client("shop")) {
      shop.connect();
      client.rooms().toCompletableFuture().get(10, TimeUnit.SECONDS);
      shop.emitToRoom("orders", "order", new Order(7, "anvil"));
      assertThat(stored.poll(10, TimeUnit.SECONDS)).isEqualTo(new Order(7, "anvil"));
    }
  }

  /** Where an application gets its tokens. */
  interface Issuer {
    CompletableFuture<String> tokenFor(String subject);
  }

  @Test
  void showWhoOneIs() throws Exception {
    String url = broker.url();
    CompletableFuture<String> asked = new CompletableFuture<>();
    Issuer issuer =
        subject -> {
          asked.complete(subject);
          return CompletableFuture.completedFuture("token");
        };
    // tag::tokens
    HoldfastClient client =
        HoldfastClient.builder(url)
            .clientId("alice")
            .tokens(() -> issuer.tokenFor("alice"))
            .build();
    // end::tokens
    try (client) {
      client.connect().toCompletableFuture().get(10, TimeUnit.SECONDS);
      assertThat(asked).isCompletedWithValue("alice");
    }
  }

  @Test
  void emit() throws Exception {
    try (HoldfastClient client = client("shop");
        HoldfastClient alice = client("alice")) {
      alice.connect().toCompletableFuture().get(10, TimeUnit.SECONDS);
      client.connect();
      CompletableFuture<String> confirmed = new CompletableFuture<>();
      // tag::emit
      client
          .emitToRoom("orders", "order", new Order(7, "anvil"))
          .thenAccept(confirm -> confirmed.complete(log("durable at " + confirm.position())));
      client.emitToClient("alice", "note", "for you only");
      client.emitToEveryone("notice", "closing at eight");
      client.emit(Target.toRooms("orders", "audit").butNot("alice"), "order", new Order(8, "rope"));
      // end::emit
      assertThat(confirmed.get(10, TimeUnit.SECONDS)).startsWith("durable at ");
    }
  }

  @Test
  void options() throws Exception {
    try (HoldfastClient client = client("shop")) {
      client.connect();
      // tag::options
      EmitOptions options = EmitOptions.NONE.withId("order-7");
      client.emit(Target.toRooms("orders"), options, "order", new Order(7, "anvil"));
      // end::options
      Confirm again =
          client
              .emit(Target.toRooms("orders"), options, "order", new Order(7, "anvil"))
              .toCompletableFuture()
              .get(10, TimeUnit.SECONDS);
      assertThat(again.position()).isNotEmpty();
    }
  }

  @Test
  void outbox() throws Exception {
    String url = broker.url();
    Path directory = dataDir.resolve("outbox");
    CompletableFuture<String> sold = new CompletableFuture<>();
    // tag::outbox
    HoldfastClient client =
        HoldfastClient.builder(url)
            .clientId("till-3")
            .outbox(directory, OutboxOptions.defaults())
            .build();
    client.connect();
    client
        .emitToOutbox(Target.toRooms("orders"), "order", new Order(7, "anvil"))
        .thenAccept(accepted -> sold.complete(log("the customer may go")));
    // end::outbox
    try (client) {
      assertThat(sold.get(10, TimeUnit.SECONDS)).isEqualTo("the customer may go");
    }
    assertThat(directory).isNotEmptyDirectory();
  }

  @Test
  void filter() throws Exception {
    String url = broker.url();
    Path directory = dataDir.resolve("filter");
    // tag::filter
    HoldfastClient client =
        HoldfastClient.builder(url)
            .clientId("warehouse")
            .filter(ReceiveFilter.onDisk(directory))
            .build();
    // end::filter
    try (client) {
      client.on("order", event -> store(event.arg(0, Order.class)));
      // tag::gaps
      client.onGap(gap -> log(gap.events() + " events dropped: " + gap.reason()));
      // end::gaps
      client.connect();
      client.join("orders").toCompletableFuture().get(10, TimeUnit.SECONDS);
      client.emitToRoom("orders", "order", new Order(7, "anvil"));
      assertThat(stored.poll(10, TimeUnit.SECONDS)).isEqualTo(new Order(7, "anvil"));
    }
    assertThat(directory.resolve("handled")).isNotEmptyFile();
  }

  @Test
  void errors() throws Exception {
    try (HoldfastClient client = client("shop")) {
      client.connect();
      CompletableFuture<String> failed = new CompletableFuture<>();
      // tag::errors
      client
          .emitToClient("nobody", "note", "hello")
          .whenComplete(
              (confirm, failure) -> {
                if (failure instanceof TooManyUnconfirmedException) {
                  failed.complete(log("slow down: " + failure.getMessage()));
                } else if (failure instanceof HoldfastException refused) {
                  failed.complete(log(refused.code() + ": " + refused.getMessage()));
                }
              });
      // end::errors
      assertThat(failed.get(10, TimeUnit.SECONDS)).startsWith("unknown-client: ");
    }
  }

  @Test
  void embed() throws Exception {
    Path directory = dataDir.resolve("embedded");
    var config = TestBrokers.config(directory, TestBrokers.NO_PING_MS, 200);
    // tag::embed
    try (Broker embedded = Broker.start(config);
        HoldfastClient client = HoldfastClient.builder(embedded.url()).clientId("c").build()) {
      client.connect().toCompletableFuture().get(10, TimeUnit.SECONDS);
      client.emitToEveryone("started", embedded.port()).toCompletableFuture().get();
    }
    // end::embed
    assertThat(directory.resolve("FORMAT")).exists();
  }

  @Test
  void pageShowsTheseExamples() throws Exception {
    new Examples(ClientSdkExamplesTest.class).assertShownIn("docs/client-sdk.md");
  }
}
