package dev.holdfast.cli.operate;

import dev.holdfast.cli.operate.AdminClient.Call;
import picocli.CommandLine.Option;

/** The namespace of what a command is about. */
final class NamespaceOption {
  @Option(
      names = "--namespace",
      paramLabel = "NAME",
      description = "The namespace; default: ${DEFAULT-VALUE}.",
      defaultValue = "/")
  private String namespace = "/";

  NamespaceOption() {}

  Call call(String template, String... values) {
    return Call.to(template, values).with("namespace", namespace);
  }
}
