package dev.holdfast.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.it.rig.BrokerProcess;
import dev.holdfast.it.rig.TcpClient;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk with less room than is to stay free: the broker is read-only, and says so. */
class LowDiskIT {
  private static final String ALICE = "{\"clientId\":\"alice\",\"ack\":\"batch\"}";

  @Test
  void newEventsAreRefusedAndOldOnesDeliveredAndAcknowledged(@TempDir Path data) {
    try (BrokerProcess broker = BrokerProcess.start("roomy", data)) {
      try (TcpClient alice = TcpClient.connect(broker.port(), ALICE)) {
        alice.send("421[\"$join\",\"R\"]");
        alice.read();
      }
      try (TcpClient bob = TcpClient.connect(broker.port(), "{}")) {
        bob.send("421[\"$emit\",{\"rooms\":[\"R\"]},\"n\",1]");
        assertThat(bob.read()).contains("position");
      }
      broker.terminate();
    }
    String never = "storage:\n  minFreeBytes: " + (1L << 50) + "\n";
    try (BrokerProcess broker = BrokerProcess.start("low-disk", data, never);
        TcpClient alice = TcpClient.connect(broker.port(), ALICE)) {
      String event = alice.readAndAnswerPings();
      assertThat(event).startsWith("42[\"n\",1,");
      String position = event.replaceAll(".*\"p\":\"([^\"]+)\".*", "$1");
      alice.send("421[\"$emit\",{\"rooms\":[\"R\"]},\"n\",2]");
      assertThat(alice.read()).startsWith("431[{\"error\":{\"code\":\"read-only\"");
      alice.send("422[\"$join\",\"S\"]");
      assertThat(alice.read()).startsWith("432[{\"error\":{\"code\":\"read-only\"");
      alice.send("423[\"$ack\",{\"upTo\":\"" + position + "\"}]");
      assertThat(alice.read()).isEqualTo("433[{}]");
      broker.terminate();
      assertThat(broker.log()).contains("the disk is nearly full");
    }
  }
}
