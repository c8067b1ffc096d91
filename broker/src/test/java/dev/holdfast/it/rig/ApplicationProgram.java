package dev.holdfast.it.rig;

import dev.holdfast.client.Event;
import dev.holdfast.client.HoldfastClient;
import dev.holdfast.client.OutboxOptions;
import dev.holdfast.client.ReceiveFilter;
import dev.holdfast.client.Target;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * The program of an {@link ApplicationHost}: emits {@code result} with growing numbers through its
 * outbox, and books every {@code work} in its database, in one transaction with the position. When
 * its input ends it closes in good order, and ends.
 */
final class ApplicationProgram {
  static final String ACCEPTED = "accepted";
  static final String HANDED = "handed";
  static final String OPENED = "opened";
  static final String CONNECTED = "connected";
  static final String CLIENT = "application";
  static final int WINDOW = 50;

  private static final int EMITS_AT_A_TIME = 20;

  /** Not buffered: what was reported survives a SIGKILL. Guarded by itself. */
  private static final FileOutputStream OUT = new FileOutputStream(FileDescriptor.out);

  private final Connection handlerDatabase;
  private final Connection callbackDatabase;
  private final HoldfastClient client;

  private ApplicationProgram(String url, Path directory) throws SQLException {
    handlerDatabase = database(directory);
    callbackDatabase = database(directory);
    client =
        HoldfastClient.builder(url)
            .clientId(CLIENT)
            .window(WINDOW)
            .reconnectDelay(Duration.ofMillis(50), Duration.ofMillis(500))
            .outbox(directory.resolve("outbox"), OutboxOptions.defaults())
            .filter(ReceiveFilter.onDisk(directory.resolve("filter")))
            .build();
  }

  private static Connection database(Path directory) throws SQLException {
    Connection db = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("database"));
    try (Statement statement = db.createStatement()) {
      statement.execute("pragma journal_mode = wal");
      statement.execute("pragma synchronous = normal"); // a killed process takes nothing with it
      statement.execute("create table if not exists handled (position text primary key)");
      statement.execute("create table if not exists booked (number integer)");
    }
    db.setAutoCommit(false);
    return db;
  }

  /** Takes the broker's URL, the directory, and the first number, negative to emit nothing. */
  public static void main(String[] args) throws Exception {
    System.setOut(System.err); // whatever logs to standard output must not come between
    ApplicationProgram program = new ApplicationProgram(args[0], Path.of(args[1]));
    program.start();
    report(OPENED, 0);
    int first = Integer.parseInt(args[2]);
    if (first >= 0) {
      Thread emitting = new Thread(() -> program.emitFrom(first), "emitting");
      emitting.setDaemon(true);
      emitting.start();
    }
    while (System.in.read() >= 0) {
      // Its end is all that matters.
    }
    program.client.close();
  }

  private void start() {
    client.on("work", this::book);
    client.onAcknowledged(this::forget);
    var unused = client.connect().thenRun(() -> report(CONNECTED, 0));
  }

  private void emitFrom(int first) {
    Semaphore room = new Semaphore(EMITS_AT_A_TIME);
    for (int next = first; ; next++) {
      int number = next;
      room.acquireUninterruptibly();
      var unused =
          client
              .emitToOutbox(Target.toRooms("results"), "result", number)
              .whenComplete(
                  (accepted, refused) -> {
                    if (refused == null) {
                      report(ACCEPTED, number);
                    }
                    room.release();
                  });
    }
  }

  private void book(Event event) throws SQLException {
    int number = event.arg(0, Integer.class);
    report(HANDED, number);
    try {
      if (update("insert into handled values (?) on conflict do nothing", event.position()) == 1) {
        update("insert into booked values (?)", Integer.toString(number));
      }
      handlerDatabase.commit();
    } catch (SQLException failure) {
      handlerDatabase.rollback();
      throw failure;
    }
  }

  private int update(String sql, String value) throws SQLException {
    try (PreparedStatement statement = handlerDatabase.prepareStatement(sql)) {
      statement.setString(1, value);
      return statement.executeUpdate();
    }
  }

  private void forget(List<String> positions) {
    try (PreparedStatement delete =
        callbackDatabase.prepareStatement("delete from handled where position = ?")) {
      for (String position : positions) {
        delete.setString(1, position);
        delete.executeUpdate();
      }
      callbackDatabase.commit();
    } catch (SQLException failure) {
      throw new IllegalStateException("rows stay that are not needed", failure);
    }
  }

  private static void report(String what, int number) {
    String line = "{\"from\":\"%s\",\"number\":%d}\n".formatted(what, number);
    try {
      synchronized (OUT) {
        OUT.write(line.getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
