package dev.holdfast.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.Broker;
import dev.holdfast.broker.TestBrokers;
import dev.holdfast.client.Event;
import dev.holdfast.client.HoldfastClient;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recipe of {@code docs/client-sdk.md} for effects in a database, run on SQLite. */
class PositionInDatabaseTest {
  record Order(int number, String item) {}

  @TempDir Path directory;
  private final BlockingQueue<String> handled = new LinkedBlockingQueue<>();
  private final AtomicInteger attempts = new AtomicInteger();
  private String database;
  private Broker broker;

  @BeforeEach
  void start() throws Exception {
    database = "jdbc:sqlite:" + directory.resolve("warehouse.db");
    broker = TestBrokers.start(directory.resolve("broker"));
    try (Connection db = DriverManager.getConnection(database);
        Statement statement = db.createStatement()) {
      // tag::tables
      statement.execute("create table handled (position text primary key)");
      // end::tables
      statement.execute("create table orders (number integer, item text)");
    }
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  // tag::transaction
  void handle(Event event) throws SQLException {
    try (Connection db = DriverManager.getConnection(database)) {
      db.setAutoCommit(false);
      if (isNew(event.position(), db)) {
        book(event.arg(0, Order.class), db);
      }
      db.commit();
    }
  }

  /** False when the position is there: then the event has had its effect. */
  static boolean isNew(String position, Connection db) throws SQLException {
    try (PreparedStatement insert =
        db.prepareStatement("insert into handled values (?) on conflict do nothing")) {
      insert.setString(1, position);
      return insert.executeUpdate() == 1;
    }
  }

  /** These will not come again. */
  void forget(List<String> positions) {
    try (Connection db = DriverManager.getConnection(database);
        PreparedStatement delete = db.prepareStatement("delete from handled where position = ?")) {
      for (String position : positions) {
        delete.setString(1, position);
        delete.addBatch();
      }
      delete.executeBatch();
    } catch (SQLException failure) {
      log("rows stay that are not needed: " + failure);
    }
  }

  // end::transaction

  private void book(Order order, Connection db) throws SQLException {
    try (PreparedStatement insert = db.prepareStatement("insert into orders values (?, ?)")) {
      insert.setInt(1, order.number());
      insert.setString(2, order.item());
      insert.executeUpdate();
    }
  }

  private void log(String line) {
    handled.add(line);
  }

  private int count(String table) throws SQLException {
    try (Connection db = DriverManager.getConnection(database);
        Statement statement = db.createStatement();
        ResultSet rows = statement.executeQuery("select count(*) from " + table)) {
      rows.next();
      return rows.getInt(1);
    }
  }

  @Test
  void eventThatComesTwiceHasItsEffectOnce() throws Exception {
    HoldfastClient client =
        HoldfastClient.builder(broker.url())
            .clientId("warehouse")
            .redeliveryDelay(Duration.ofMillis(1), Duration.ofSeconds(1))
            .build();
    client.onError((event, failure) -> {});
    // tag::handlers
    client.on("order", this::handle);
    client.onAcknowledged(this::forget);
    client.connect();
    // end::handlers
    client.on(
        "order",
        event -> {
          handle(event);
          log("handled");
          if (attempts.incrementAndGet() == 1) {
            throw new IllegalStateException("after the commit");
          }
        });
    client.onAcknowledged(
        positions -> {
          forget(positions);
          log("forgotten");
        });
    try (client;
        HoldfastClient shop = HoldfastClient.builder(broker.url()).clientId("shop").build()) {
      client.join("orders").toCompletableFuture().get(10, TimeUnit.SECONDS);
      shop.connect();
      shop.emitToRoom("orders", "order", new Order(7, "anvil"));
      for (String step : List.of("handled", "handled", "forgotten")) {
        assertThat(handled.poll(10, TimeUnit.SECONDS)).isEqualTo(step);
      }
    }
    assertThat(count("orders")).isEqualTo(1);
    assertThat(count("handled")).isZero();
  }

  @Test
  void pageShowsTheRecipe() throws Exception {
    new Examples(PositionInDatabaseTest.class).assertShownIn("docs/client-sdk.md");
  }
}
