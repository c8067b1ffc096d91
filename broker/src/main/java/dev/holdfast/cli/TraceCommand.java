package dev.holdfast.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.broker.admin.ControlClient;
import dev.holdfast.broker.admin.ControlException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Asks the running broker where one event went, and what became of it for each client. */
@Command(
    name = "trace",
    description = "Shows where an event went, and what became of it for each client.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Clients that have not acknowledged it come first. The states: acknowledged; delivered (sent,",
      "not acknowledged); waiting (not sent yet, or its session is gone); dead-letter; gap; expired.",
      "An event that all have acknowledged leaves the store: then it is gone."
    })
final class TraceCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      required = true,
      description = "The data directory of the broker.")
  private Path dataDir = Path.of("data");

  @Parameters(
      paramLabel = "EVENT",
      description = "The position of an event, as it was confirmed and delivered, or its id.")
  private String event = "";

  @Option(
      names = "--publisher",
      paramLabel = "ID",
      description = "Whose event of that id; without it anybody's.")
  private @Nullable String publisher;

  @Option(names = "--client", paramLabel = "ID", description = "Look at this client alone.")
  private @Nullable String client;

  @Option(
      names = "--namespace",
      paramLabel = "NAME",
      description = "Of the publisher and the client; default: ${DEFAULT-VALUE}.",
      defaultValue = "/")
  private String namespace = "/";

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Name so many clients at most; all are counted. Default: ${DEFAULT-VALUE}.",
      defaultValue = "100")
  private int limit;

  @Option(names = "--json", description = "Print what the broker answers.")
  private boolean json;

  private TraceCommand() {}

  @Override
  public Integer call() {
    try (ControlClient broker = ControlClient.connect(dataDir)) {
      if (broker == null) {
        return failed("no broker runs on " + dataDir);
      }
      JsonNode report =
          broker.run("trace", request(), words -> spec.commandLine().getErr().println(words));
      if (json) {
        spec.commandLine().getOut().println(report.toPrettyString());
      } else {
        new TraceTable(spec.commandLine().getOut()).print(report);
      }
      return ExitCode.OK;
    } catch (IOException e) {
      return failed("the broker on " + dataDir + " cannot be reached: " + e.getMessage());
    } catch (ControlException e) {
      return failed(String.valueOf(e.getMessage()));
    }
  }

  private ObjectNode request() {
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    request.put("event", event).put("namespace", namespace).put("limit", limit);
    if (publisher != null) {
      request.put("publisher", publisher);
    }
    return client == null ? request : request.put("client", client);
  }

  private int failed(String reason) {
    spec.commandLine().getErr().println("Nothing was found. " + reason);
    return ExitCode.SOFTWARE;
  }
}
