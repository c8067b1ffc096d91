package dev.holdfast.cli.operate;

import dev.holdfast.cli.Version;
import dev.holdfast.cli.operate.AdminClient.Call;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The rooms and who is in them. */
@Command(
    name = "rooms",
    description = "Lists rooms and their members, changes membership, emits to a room.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND")
public final class RoomsCommand extends OperatorCommand {
  private static final String ONE = "/v1/rooms/{room}";

  private RoomsCommand() {}

  @Command(name = "list", description = "Lists them by name.", mixinStandardHelpOptions = true)
  int list(@Mixin AdminOptions options, @Mixin Lists.Range range) {
    return Lists.print(
        options,
        range,
        Call.to("/v1/rooms"),
        "rooms",
        Lists.Columns.of(
            (room, table) ->
                table.row(
                    room.path("room").asText(),
                    room.path("events").asLong(),
                    room.path("bytes").asLong()),
            "room",
            "events",
            "bytes"));
  }

  @Command(name = "show", description = "Shows one.", mixinStandardHelpOptions = true)
  int show(
      @Mixin AdminOptions options,
      @Mixin NamespaceOption namespace,
      @Parameters(paramLabel = "ROOM") String room) {
    return options.run(api -> show(options, api.get(namespace.call(ONE, room))));
  }

  @Command(name = "members", description = "Lists its members.", mixinStandardHelpOptions = true)
  int members(
      @Mixin AdminOptions options,
      @Mixin Lists.Range range,
      @Parameters(paramLabel = "ROOM") String room) {
    return Lists.print(
        options,
        range,
        Call.to(ONE + "/members", room),
        "members",
        Lists.Columns.of((member, table) -> table.row(member.asText()), "client"));
  }

  @Command(
      name = "join",
      description = "Makes a client a member, from the next event on.",
      mixinStandardHelpOptions = true)
  int join(
      @Mixin AdminOptions options,
      @Mixin NamespaceOption namespace,
      @Parameters(index = "0", paramLabel = "ROOM") String room,
      @Parameters(index = "1", paramLabel = "ID") String client) {
    return change(options, namespace.call(ONE + "/members/{client}/join", room, client), "joined");
  }

  @Command(
      name = "leave",
      description = "Ends a membership; what was emitted before is still delivered.",
      mixinStandardHelpOptions = true)
  int leave(
      @Mixin AdminOptions options,
      @Mixin NamespaceOption namespace,
      @Parameters(index = "0", paramLabel = "ROOM") String room,
      @Parameters(index = "1", paramLabel = "ID") String client) {
    return change(options, namespace.call(ONE + "/members/{client}/leave", room, client), "left");
  }

  private static int change(AdminOptions options, Call call, String words) {
    return options.run(api -> options.done(api.post(call, body()), words));
  }

  @Command(
      name = "emit",
      description = "Emits an event to a room, of no publisher, and prints its position.",
      mixinStandardHelpOptions = true)
  int emit(
      @Mixin AdminOptions options, @Mixin NamespaceOption namespace, @Mixin EventParameters event) {
    return event.emit(options, namespace, "rooms");
  }
}
