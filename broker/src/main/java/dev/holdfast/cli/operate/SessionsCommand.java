package dev.holdfast.cli.operate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.cli.Version;
import dev.holdfast.cli.operate.AdminClient.Call;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Who is connected. */
@Command(
    name = "sessions",
    description = "Lists the sessions that stand, shows one, or ends it.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND")
public final class SessionsCommand extends OperatorCommand {
  private static final String ONE = "/v1/sessions/{sid}";

  private SessionsCommand() {}

  @Command(name = "list", description = "Lists them by sid.", mixinStandardHelpOptions = true)
  int list(@Mixin AdminOptions options, @Mixin Lists.Range range) {
    return Lists.print(
        options,
        range,
        Call.to("/v1/sessions"),
        "sessions",
        Lists.Columns.of(SessionsCommand::row, "sid", "client", "ack", "shared", "unacknowledged"));
  }

  private static void row(JsonNode session, Table table) {
    table.row(
        session.path("sid").asText(),
        session.path("clientId").asText(),
        session.path("ack").asText(),
        session.path("shared").asBoolean() ? "yes" : "no",
        session.path("unacknowledged").asInt());
  }

  @Command(name = "show", description = "Shows one.", mixinStandardHelpOptions = true)
  int show(
      @Mixin AdminOptions options,
      @Mixin NamespaceOption namespace,
      @Parameters(paramLabel = "SID") String sid) {
    return options.run(api -> show(options, api.get(namespace.call(ONE, sid))));
  }

  @Command(
      name = "disconnect",
      description = "Ends one; a stock client then stays away until it is told to.",
      mixinStandardHelpOptions = true)
  int disconnect(
      @Mixin AdminOptions options,
      @Mixin NamespaceOption namespace,
      @Option(names = "--come-back", description = "It is to connect again at once.")
          boolean comeBack,
      @Parameters(paramLabel = "SID") String sid) {
    return options.run(
        api -> {
          JsonNode done =
              api.post(namespace.call(ONE + "/disconnect", sid), body().put("comeBack", comeBack));
          options.done(done, "disconnected " + done.path("disconnected").asInt());
        });
  }
}
