package dev.holdfast.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows and settles the events that a client has given up on. */
@Command(
    name = "dead-letters",
    description = "Lists, replays or purges the events that a client gave up on.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "It connects as the client of --client-id, which ends that client's own session. While its",
      "application runs, connect as a back-end of the namespace and name the client with --of."
    })
final class DeadLettersCommand implements Runnable {
  private static final String VERB = "$deadLetters";
  private static final int PAGE = 100;

  /** As many positions as the verb takes at once. */
  private static final int BATCH = 1000;

  private static final ObjectMapper JSON = new ObjectMapper();

  @Spec private CommandSpec spec = CommandSpec.create();

  private DeadLettersCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "list, replay or purge? See below.");
  }

  @Command(name = "list", description = "Prints them, one per line, the oldest first.")
  int list(
      @Mixin ClientOptions broker,
      @Mixin Whose whose,
      @Option(names = "--json", description = "Print each as the broker describes it.")
          boolean json) {
    PrintWriter out = broker.commandLine().getOut();
    return connected(
        broker,
        whose,
        connection -> each(connection, whose, letter -> out.println(json ? letter : line(letter))));
  }

  private static void each(VerbConnection connection, Whose whose, Consumer<JsonNode> action)
      throws IOException, InterruptedException {
    ObjectNode request = whose.request("list").put("limit", PAGE);
    JsonNode page;
    do {
      page = connection.ask(VERB, request);
      page.path("deadLetters").forEach(action);
      request.put("from", page.path("next").asText());
    } while (!page.path("next").isNull());
  }

  private static String line(JsonNode letter) {
    return "%s  %d attempts  %s  %s"
        .formatted(
            letter.path("p").asText(),
            letter.path("attempts").asInt(),
            letter.path("reason").asText(),
            letter.path("event"));
  }

  @Command(name = "replay", description = "Has the client get them again, as new events.")
  int replay(@Mixin ClientOptions broker, @Mixin Whose whose, @Mixin Which which) {
    return settle(broker, whose, which, "replay", "replayed");
  }

  @Command(name = "purge", description = "Deletes them.")
  int purge(@Mixin ClientOptions broker, @Mixin Whose whose, @Mixin Which which) {
    return settle(broker, whose, which, "purge", "purged");
  }

  private static int settle(
      ClientOptions broker, Whose whose, Which which, String action, String done) {
    if (which.all == !which.positions.isEmpty()) {
      throw new ParameterException(broker.commandLine(), "name positions, or say --all");
    }
    return connected(
        broker,
        whose,
        connection -> {
          // All that are there now: what is replayed may die again meanwhile.
          List<String> positions = new ArrayList<>(which.positions);
          if (which.all) {
            each(connection, whose, letter -> positions.add(letter.path("p").asText()));
          }
          int total = 0;
          for (int from = 0; from < positions.size(); from += BATCH) {
            ObjectNode request = whose.request(action);
            positions
                .subList(from, Math.min(from + BATCH, positions.size()))
                .forEach(request.withArray("positions")::add);
            total += connection.ask(VERB, request).path(done).asInt();
          }
          broker.commandLine().getOut().println(done + " " + total);
        });
  }

  /** What is done on a connection. */
  private interface Work {
    void on(VerbConnection connection) throws IOException, InterruptedException;
  }

  private static int connected(ClientOptions broker, Whose whose, Work work) {
    try (VerbConnection connection =
        new VerbConnection(
            URI.create(broker.url()),
            broker.tls(),
            whose.namespace,
            whose.auth(broker.token()),
            Duration.ofMillis(whose.timeoutMs))) {
      work.on(connection);
      return ExitCode.OK;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(broker.commandLine(), "--url: " + e.getMessage(), e);
    } catch (IOException e) {
      broker.commandLine().getErr().println(e.getMessage());
      return ExitCode.SOFTWARE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.SOFTWARE;
    }
  }

  /** Whose dead letters are meant, and who asks. */
  static final class Whose {
    @Option(
        names = "--client-id",
        paramLabel = "ID",
        required = true,
        description = "The client to connect as.")
    private String clientId = "";

    @Option(
        names = "--of",
        paramLabel = "ID",
        description = "The client whose dead letters they are, when a back-end asks.")
    private @Nullable String of;

    @Option(
        names = "--namespace",
        paramLabel = "NAME",
        description = "The client's namespace; default: ${DEFAULT-VALUE}.",
        defaultValue = "/")
    private String namespace = "/";

    @Option(
        names = "--timeout-ms",
        paramLabel = "MS",
        description = "How long to wait for each answer; default: ${DEFAULT-VALUE}.",
        defaultValue = "10000")
    private long timeoutMs;

    Whose() {}

    /** Without events. A back-end's queue is shared, and goes on being so. */
    ObjectNode auth(@Nullable String token) {
      ObjectNode auth = JSON.createObjectNode();
      if (token != null) {
        auth.put("token", token);
      }
      auth.put("clientId", clientId).put("ack", "batch").put("window", 0);
      return of == null ? auth : auth.put("shared", true);
    }

    ObjectNode request(String action) {
      ObjectNode request = JSON.createObjectNode().put("action", action);
      return of == null ? request : request.put("of", of);
    }
  }

  /** Which of them are meant. */
  static final class Which {
    @Option(names = "--all", description = "All of them.")
    private boolean all;

    @Parameters(paramLabel = "POSITION", description = "Those at these positions.")
    private List<String> positions = new ArrayList<>();

    Which() {}
  }
}
