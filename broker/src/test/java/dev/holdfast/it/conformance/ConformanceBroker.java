package dev.holdfast.it.conformance;

import dev.holdfast.it.rig.BrokerProcess;
import dev.holdfast.it.rig.Workspace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The packaged broker, and an application behind it, as the official Socket.IO suite expects them:
 * {@code docs/conformance.md}. Arguments: the port, and which of the applications.
 */
public final class ConformanceBroker {
  private ConformanceBroker() {}

  /** Serves until it is killed. */
  public static void main(String[] args) throws Exception {
    int port = Integer.parseInt(args[0]);
    Application application = Application.valueOf(args[1].toUpperCase(Locale.ROOT));
    Path data = Files.createTempDirectory("holdfast-conformance");
    try (BrokerProcess broker = start(port, data)) {
      Application.Running backends = application.start(broker.url());
      System.out.printf("conformance broker on port %d, in front of %s%n", broker.port(), args[1]);
      broker.awaitEnd();
      backends.close();
    }
  }

  /**
   * Starts the broker alone.
   *
   * @param port 0 for a free one
   */
  static BrokerProcess start(int port, Path data) {
    Path configuration = Workspace.module().resolve("src/test/conformance/holdfast.yaml");
    return BrokerProcess.startOn(port, "conformance", data, configuration);
  }
}
