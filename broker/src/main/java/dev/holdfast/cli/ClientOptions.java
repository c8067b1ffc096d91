package dev.holdfast.cli;

import dev.holdfast.client.HoldfastClient;
import dev.holdfast.client.HoldfastClientBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of every command that connects to a broker. */
final class ClientOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "The broker; default: ${DEFAULT-VALUE}.",
      defaultValue = "http://127.0.0.1:7400")
  private String url = "";

  ClientOptions() {}

  /**
   * A client that is not connected yet.
   *
   * @throws ParameterException when the URL is none
   */
  HoldfastClientBuilder client(@Nullable String clientId) {
    try {
      return HoldfastClient.builder(url).clientId(clientId);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(commandLine(), "--url: " + e.getMessage(), e);
    }
  }

  /** The broker, as the user named it. */
  String url() {
    return url;
  }

  CommandLine commandLine() {
    return spec.commandLine();
  }
}
