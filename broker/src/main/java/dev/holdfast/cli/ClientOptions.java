package dev.holdfast.cli;

import dev.holdfast.client.HoldfastClient;
import dev.holdfast.client.HoldfastClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description =
          "File with the token to show, read again at each connect; without it, the environment"
              + " variable HOLDFAST_TOKEN. Never on the command line, which others can see.")
  private @Nullable Path tokenFile;

  ClientOptions() {}

  /**
   * A client that is not connected yet.
   *
   * @throws ParameterException when the URL is none
   */
  HoldfastClientBuilder client(@Nullable String clientId) {
    try {
      HoldfastClientBuilder client = HoldfastClient.builder(url).clientId(clientId);
      return tokenFile == null ? client.token(token()) : client.tokens(this::supplied);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(commandLine(), "--url: " + e.getMessage(), e);
    }
  }

  private CompletionStage<String> supplied() {
    try {
      return CompletableFuture.completedFuture(token());
    } catch (ParameterException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /**
   * The credential to show now, or null.
   *
   * @throws ParameterException when the file cannot be read
   */
  @Nullable String token() {
    if (tokenFile == null) {
      return System.getenv("HOLDFAST_TOKEN");
    }
    try {
      return Files.readString(tokenFile).strip();
    } catch (IOException e) {
      throw new ParameterException(commandLine(), "--token-file: cannot read " + tokenFile, e);
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
