package dev.holdfast.cli.operate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.cli.Version;
import dev.holdfast.cli.operate.AdminClient.Call;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Who is known to a broker. */
@Command(
    name = "clients",
    description = "Lists the clients of a broker, shows one, or ends its sessions.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND")
public final class ClientsCommand extends OperatorCommand {
  private static final String ONE = "/v1/clients/{client}";

  private ClientsCommand() {}

  @Command(name = "list", description = "Lists them by name.", mixinStandardHelpOptions = true)
  int list(@Mixin AdminOptions options, @Mixin Lists.Range range) {
    return Lists.print(
        options,
        range,
        Call.to("/v1/clients"),
        "clients",
        Lists.Columns.of(
            ClientsCommand::row, "client", "lifetime", "away since", "pending", "bytes", "gaps"));
  }

  private static void row(JsonNode client, Table table) {
    table.row(
        client.path("clientId").asText(),
        client.path("lifetime").asText(),
        client.path("connected").asBoolean() ? "connected" : Lists.time(client.path("awaySinceMs")),
        client.path("pendingEvents").asLong(),
        client.path("pendingBytes").asLong(),
        client.path("gaps").size());
  }

  @Command(name = "show", description = "Shows one.", mixinStandardHelpOptions = true)
  int show(
      @Mixin AdminOptions options,
      @Mixin NamespaceOption namespace,
      @Parameters(paramLabel = "ID") String client) {
    return options.run(api -> show(options, api.get(namespace.call(ONE, client))));
  }

  @Command(
      name = "disconnect",
      description = "Ends its sessions; stock clients then stay away until they are told to.",
      mixinStandardHelpOptions = true)
  int disconnect(
      @Mixin AdminOptions options,
      @Mixin NamespaceOption namespace,
      @Option(names = "--come-back", description = "It is to connect again at once.")
          boolean comeBack,
      @Parameters(paramLabel = "ID") String client) {
    return options.run(
        api -> {
          JsonNode done =
              api.post(
                  namespace.call(ONE + "/disconnect", client), body().put("comeBack", comeBack));
          options.done(done, "disconnected " + done.path("disconnected").asInt());
        });
  }

  @Command(
      name = "emit",
      description = "Emits an event to its inbox.",
      mixinStandardHelpOptions = true)
  int emit(
      @Mixin AdminOptions options, @Mixin NamespaceOption namespace, @Mixin EventParameters event) {
    return event.emit(options, namespace, "clients");
  }
}
