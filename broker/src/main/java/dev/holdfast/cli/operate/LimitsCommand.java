package dev.holdfast.cli.operate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.cli.Version;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The limits in force. */
@Command(
    name = "limits",
    description = "Shows the limits in force: of the broker, and of a namespace's queues.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
public final class LimitsCommand implements Callable<Integer> {
  @Mixin private AdminOptions options = new AdminOptions();
  @Mixin private NamespaceOption namespace = new NamespaceOption();

  private LimitsCommand() {}

  @Override
  public Integer call() {
    return options.run(
        api -> {
          JsonNode limits = api.get(namespace.call("/v1/limits"));
          if (options.json()) {
            options.out().println(limits);
            return;
          }
          try (Table table = new Table(options.out(), "limit", "value")) {
            limits
                .path("queue")
                .properties()
                .forEach(each -> table.row("queue " + each.getKey(), each.getValue().asText()));
            limits
                .path("settings")
                .properties()
                .forEach(each -> table.row(each.getKey(), each.getValue().asText()));
          }
        });
  }
}
