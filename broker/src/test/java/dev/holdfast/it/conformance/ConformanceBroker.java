package dev.holdfast.it.conformance;

import dev.holdfast.it.rig.BrokerProcess;
import dev.holdfast.it.rig.Workspace;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The packaged broker as the official Socket.IO suite expects it: {@code docs/conformance.md}.
 * Argument: the port.
 */
public final class ConformanceBroker {
  private ConformanceBroker() {}

  /** Serves until it is killed. */
  public static void main(String[] args) throws Exception {
    Path configuration = Workspace.module().resolve("src/test/conformance/holdfast.yaml");
    Path data = Files.createTempDirectory("holdfast-conformance");
    int port = Integer.parseInt(args[0]);
    try (BrokerProcess broker = BrokerProcess.startOn(port, "conformance", data, configuration)) {
      System.out.println("conformance broker on port " + broker.port());
      broker.awaitEnd();
    }
  }
}
