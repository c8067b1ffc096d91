package dev.holdfast.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.queue.Table;
import dev.holdfast.it.rig.BrokerProcess;
import dev.holdfast.it.rig.TcpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnonymousClientsIT {
  private static final int CLIENTS = 200;

  @TempDir Path dataDir;

  @Test
  void thoseWhoWereConnectedWhenTheBrokerWasKilledAreForgottenWhenItStartsAgain() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start("anonymous", dataDir)) {
      List<TcpClient> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        TcpClient client = TcpClient.connect(broker.port(), "{}");
        clients.add(client);
        client.send("421[\"$join\",\"R\"]");
        assertThat(client.read()).startsWith("431[{\"position\":");
      }
      broker.kill9();
      clients.forEach(TcpClient::close);
      assertThat(StoredRows.of(dataDir)).containsEntry(Table.MEMBERS, CLIENTS);
      broker.restart();
      broker.terminate();
    }
    Map<Table, Integer> rows = StoredRows.of(dataDir);
    for (Table table : new Table[] {Table.CLIENTS, Table.MEMBERS, Table.CURSORS}) {
      assertThat(rows).as("rows of " + table).containsEntry(table, 0);
    }
    assertThat(rows).as("the log's state alone").containsEntry(Table.META, 1);
  }
}
