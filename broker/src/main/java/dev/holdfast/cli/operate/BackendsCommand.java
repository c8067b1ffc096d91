package dev.holdfast.cli.operate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.cli.Version;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The back-ends of a namespace. */
@Command(
    name = "backends",
    description = "Lists the back-ends of a namespace, and how their queues stand.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
public final class BackendsCommand implements Callable<Integer> {
  @Mixin private AdminOptions options = new AdminOptions();
  @Mixin private NamespaceOption namespace = new NamespaceOption();

  private BackendsCommand() {}

  @Override
  public Integer call() {
    return options.run(
        api -> {
          JsonNode backends = api.get(namespace.call("/v1/backends")).path("backends");
          if (options.json()) {
            backends.forEach(options.out()::println);
            return;
          }
          try (Table table =
              new Table(options.out(), "client", "sessions", "pending", "bytes", "authorizes")) {
            for (JsonNode backend : backends) {
              table.row(
                  backend.path("clientId").asText(),
                  backend.path("sessions").asInt(),
                  backend.path("pendingEvents").asLong(),
                  backend.path("pendingBytes").asLong(),
                  backend.path("authorizes").asBoolean() ? "yes" : "no");
            }
          }
        });
  }
}
