package dev.holdfast.cli;

import dev.holdfast.cli.tls.TlsFiles;
import dev.holdfast.cli.tls.TlsOptions;
import dev.holdfast.client.HoldfastClient;
import dev.holdfast.client.HoldfastClientBuilder;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
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

  @Mixin private TokenOption token = new TokenOption();
  @Mixin private TlsOptions tls = new TlsOptions();

  ClientOptions() {}

  /**
   * A client that is not connected yet.
   *
   * @throws ParameterException when the URL is none
   */
  HoldfastClientBuilder client(@Nullable String clientId) {
    TlsFiles files = tls.files();
    try {
      HoldfastClientBuilder builder = HoldfastClient.builder(url).clientId(clientId);
      if (files.ca() != null) {
        builder.caFile(files.ca());
      }
      if (files.cert() != null && files.key() != null) {
        builder.certificate(files.cert(), files.key());
      }
      return token.isFile() ? builder.tokens(this::supplied) : builder.token(token());
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
    return token.token();
  }

  /** The broker, as the user named it. */
  String url() {
    return url;
  }

  /** What it trusts, and shows of itself. */
  TlsFiles tls() {
    return tls.files();
  }

  CommandLine commandLine() {
    return spec.commandLine();
  }
}
