package dev.holdfast.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.it.rig.BrokerProcess;
import dev.holdfast.it.rig.Workspace;
import java.io.IOException;
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
    try (BrokerProcess broker = BrokerProcess.startOn(port, "conformance", data, configuration())) {
      Application.Running backends = application.start(broker.url());
      System.out.printf("conformance broker on port %d, in front of %s%n", broker.port(), args[1]);
      broker.awaitEnd();
      backends.close();
    }
  }

  /**
   * Starts the broker alone, on a free port, for cases that do not look at its heartbeat: it has
   * more patience than the suite asks for, with clients on a machine that stands still at times.
   */
  static BrokerProcess startPatient(Path data) throws IOException {
    String suites = Files.readString(configuration());
    String patient = suites.replace("pingTimeoutMs: 200", "pingTimeoutMs: 20000");
    assertThat(patient).isNotEqualTo(suites);
    return BrokerProcess.start("conformance", data, patient);
  }

  private static Path configuration() {
    return Workspace.module().resolve("src/test/conformance/holdfast.yaml");
  }
}
