package dev.holdfast.cli.operate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.cli.Version;
import dev.holdfast.cli.operate.AdminClient.Call;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows and settles the events that a client has given up on. */
@Command(
    name = "dead-letters",
    description = "Lists, replays or purges the events that a client gave up on.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND")
public final class DeadLettersCommand extends OperatorCommand {
  private static final String PATH = "/v1/clients/{client}/dead-letters";

  /** As many positions as the API takes at once. */
  private static final int BATCH = 1000;

  private DeadLettersCommand() {}

  @Command(
      name = "list",
      description = "Lists them, the oldest first.",
      mixinStandardHelpOptions = true)
  int list(
      @Mixin AdminOptions options,
      @Mixin Lists.Range range,
      @Parameters(paramLabel = "ID", description = "The client.") String client) {
    return Lists.print(
        options,
        range,
        Call.to(PATH, client),
        "deadLetters",
        Lists.Columns.of(DeadLettersCommand::row, "position", "attempts", "reason", "event"));
  }

  private static void row(JsonNode letter, Table table) {
    table.row(
        letter.path("p").asText(),
        letter.path("attempts").asInt(),
        letter.path("reason").asText(),
        letter.path("event"));
  }

  @Command(
      name = "replay",
      description = "Has the client get them again, as new events.",
      mixinStandardHelpOptions = true)
  int replay(@Mixin AdminOptions options, @Mixin NamespaceOption namespace, @Mixin Which which) {
    return settle(options, namespace, which, "replay", "replayed");
  }

  @Command(name = "purge", description = "Deletes them.", mixinStandardHelpOptions = true)
  int purge(@Mixin AdminOptions options, @Mixin NamespaceOption namespace, @Mixin Which which) {
    return settle(options, namespace, which, "purge", "purged");
  }

  private static int settle(
      AdminOptions options, NamespaceOption namespace, Which which, String action, String done) {
    if (which.all == !which.positions.isEmpty()) {
      throw options.wrong("name positions, or say --all");
    }
    return options.run(
        api -> {
          // All that are there now: what is replayed may die again meanwhile.
          List<String> positions = which.all ? all(api, namespace, which.client) : which.positions;
          int total = 0;
          for (int from = 0; from < positions.size(); from += BATCH) {
            int to = Math.min(from + BATCH, positions.size());
            ObjectNode body = body();
            positions.subList(from, to).forEach(body.putArray("positions")::add);
            Call call = namespace.call(PATH + "/" + action, which.client);
            total += api.post(call, body).path(done).asInt();
            if (to < positions.size()) {
              options.err().println(done + " " + to + " of " + positions.size());
            }
          }
          options.done(body().put(done, total), done + " " + total);
        });
  }

  private static List<String> all(AdminClient api, NamespaceOption namespace, String client)
      throws IOException, InterruptedException {
    List<String> positions = new ArrayList<>();
    api.list(
        namespace.call(PATH, client),
        "deadLetters",
        letter -> positions.add(letter.path("p").asText()));
    return positions;
  }

  /** Which of whose are meant. */
  static final class Which {
    @Option(names = "--all", description = "All of them.")
    private boolean all;

    @Parameters(index = "0", paramLabel = "ID", description = "The client.")
    private String client = "";

    @Parameters(index = "1..*", paramLabel = "POSITION", description = "Those at these positions.")
    private List<String> positions = new ArrayList<>();

    Which() {}
  }
}
