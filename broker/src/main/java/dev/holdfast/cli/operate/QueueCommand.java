package dev.holdfast.cli.operate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.cli.Version;
import dev.holdfast.cli.operate.AdminClient.Call;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What waits for a client. */
@Command(
    name = "queue",
    description = "Shows what waits for a client, or purges it.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND")
public final class QueueCommand extends OperatorCommand {
  private static final String PATH = "/v1/clients/{client}/queue";

  private QueueCommand() {}

  @Command(
      name = "peek",
      description = "Shows it, the oldest first, and changes nothing.",
      mixinStandardHelpOptions = true)
  int peek(
      @Mixin AdminOptions options,
      @Mixin Lists.Range range,
      @Parameters(paramLabel = "ID") String client) {
    return Lists.print(
        options,
        range,
        Call.to(PATH, client),
        "events",
        Lists.Columns.of(QueueCommand::row, "position", "time", "publisher", "event"));
  }

  private static void row(JsonNode event, Table table) {
    JsonNode gap = event.path("gap");
    table.row(
        event.path("p").asText(),
        Lists.time(gap.isMissingNode() ? event.path("t") : gap.path("t")),
        event.path("publisher").asText(),
        gap.isMissingNode() ? event.path("event") : "gap: " + gap.path("reason").asText());
  }

  @Command(
      name = "gaps",
      description = "Lists what was dropped and the client has not acknowledged.",
      mixinStandardHelpOptions = true)
  int gaps(
      @Mixin AdminOptions options,
      @Mixin NamespaceOption namespace,
      @Parameters(paramLabel = "ID") String client) {
    return options.run(
        api -> {
          JsonNode gaps = api.get(namespace.call("/v1/clients/{client}/gaps", client));
          if (options.json()) {
            gaps.path("gaps").forEach(options.out()::println);
            return;
          }
          try (Table table = new Table(options.out(), "from", "to", "events", "reason", "time")) {
            for (JsonNode gap : gaps.path("gaps")) {
              table.row(
                  gap.path("from").asText(),
                  gap.path("to").asText(),
                  gap.path("events").asLong(),
                  gap.path("reason").asText(),
                  Lists.time(gap.path("t")));
            }
          }
        });
  }

  @Command(
      name = "purge",
      description = "Drops what waits now. The client is told a gap, with the reason purged.",
      mixinStandardHelpOptions = true)
  int purge(
      @Mixin AdminOptions options,
      @Mixin NamespaceOption namespace,
      @Option(
              names = "--up-to",
              paramLabel = "POSITION",
              description = "The last position to drop; without it, all that waits.")
          @Nullable String upTo,
      @Parameters(paramLabel = "ID") String client) {
    ObjectNode body = body();
    if (upTo != null) {
      body.put("upTo", upTo);
    }
    return options.run(
        api -> {
          JsonNode done = api.post(namespace.call(PATH + "/purge", client), body);
          options.done(done, "purged " + done.path("purged").asLong());
        });
  }
}
