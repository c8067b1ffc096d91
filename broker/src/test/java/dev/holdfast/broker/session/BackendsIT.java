package dev.holdfast.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.it.rig.BrokerProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackendsIT {
  private static final int CLIENTS = 20;
  private static final String CONFIGURATION =
      """
      namespaces:
        - name: /
          backends: [chat]
          defaultRoute: client:chat
      """;

  @TempDir Path dataDir;

  @Test
  void sessionsThatAKilledBrokerLeftAreToldWhenItStartsAgain() {
    List<String> sids = new ArrayList<>();
    try (BrokerProcess broker = BrokerProcess.start("left", dataDir, CONFIGURATION)) {
      List<RawClient> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        RawClient client = RawClient.open(broker.port());
        clients.add(client);
        String auth = i % 2 == 0 ? "{}" : "{\"clientId\":\"c" + i + "\"}";
        sids.add(BackendRig.sidIn(client.ask("40" + auth)));
        assertThat(client.ask("421[\"hello\"]")).startsWith("431[{\"position\":");
      }
      broker.kill9();
      clients.forEach(RawClient::close);
      broker.restart();
      try (RawClient chat = RawClient.connect(broker.port(), BACKEND)) {
        assertThatAllCameEmittedAndWent(chat, sids);
      }
      broker.terminate();
    }
  }

  private static final String BACKEND = "{\"clientId\":\"chat\",\"ack\":\"batch\"}";

  private static void assertThatAllCameEmittedAndWent(RawClient chat, List<String> sids) {
    List<String> told = new ArrayList<>();
    for (int i = 0; i < 3 * sids.size(); i++) {
      told.add(chat.next());
    }
    for (String sid : sids) {
      List<String> ofSession = told.stream().filter(frame -> frame.contains(sid)).toList();
      assertThat(ofSession).hasSize(3);
      assertThat(ofSession.get(0)).startsWith("42[\"$connection\"");
      assertThat(ofSession.get(1)).startsWith("42[\"hello\"");
      assertThat(ofSession.get(2))
          .startsWith("42[\"$disconnect\"")
          .contains("\"reason\":\"server shutting down\"");
    }
  }
}
