package dev.holdfast.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.Broker;
import dev.holdfast.broker.TestBrokers;
import dev.holdfast.broker.queue.Table;
import dev.holdfast.it.rig.TcpClient;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client without a clientId leaves nothing behind. */
class AnonymousClientsTest {
  private static final Table[] CHECKED = {
    Table.CLIENTS, Table.CURSORS, Table.MEMBERS, Table.META, Table.STREAMS
  };

  private static final int CLIENTS = Integer.getInteger("holdfast.anonymous.clients", 500);

  @TempDir Path dataDir;

  @Test
  void nothingIsLeftOfThoseWhoWereThere() throws Exception {
    try (Broker broker = TestBrokers.start(dataDir);
        TcpClient bob = TcpClient.connect(broker.port(), "{\"clientId\":\"bob\"}")) {
      // One of each kind, so that the streams they are in are known.
      visit(broker, bob, 0);
    }
    Map<Table, Integer> before = StoredRows.of(dataDir);
    try (Broker broker = TestBrokers.start(dataDir);
        TcpClient bob = TcpClient.connect(broker.port(), "{\"clientId\":\"bob\"}")) {
      for (int i = 0; i < CLIENTS; i++) {
        visit(broker, bob, i);
      }
    }
    Map<Table, Integer> after = StoredRows.of(dataDir);
    for (Table table : CHECKED) {
      assertThat(after).as("rows of " + table).containsEntry(table, before.get(table));
    }
    assertThat(after.get(Table.CURSORS))
        .as("each client that is left has a cursor, and no other")
        .isEqualTo(after.get(Table.CLIENTS));
  }

  /** Some join, some leave again, some get an event, some are gone before they are attached. */
  private static void visit(Broker broker, TcpClient bob, int number) {
    try (TcpClient client = TcpClient.connect(broker.port(), "{}")) {
      client.send("421[\"$join\",\"R\"]");
      if (number % 3 == 0) {
        client.read();
        bob.send("422[\"$emit\",{\"rooms\":[\"R\"]},\"n\"]");
        assertThat(bob.readAndAnswerPings()).startsWith("432");
      } else if (number % 3 == 1) {
        client.send("423[\"$leave\",\"R\"]");
      }
    }
    try (RawClient client = RawClient.open(broker.port())) {
      client.send("40");
    }
  }
}
