package dev.holdfast.cli.tls;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of a command that connects to a broker with https or wss. */
public final class TlsOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--ca-file",
      paramLabel = "PEM",
      description = "For https: the authorities to trust; default: those that Java trusts.")
  private @Nullable Path caFile;

  @Option(
      names = "--cert-file",
      paramLabel = "PEM",
      description = "For https: the certificate to show to a broker that asks for one.")
  private @Nullable Path certFile;

  @Option(names = "--key-file", paramLabel = "PEM", description = "The key of --cert-file.")
  private @Nullable Path keyFile;

  /** Filled by picocli. */
  public TlsOptions() {}

  /**
   * What was given.
   *
   * @throws ParameterException when a certificate is given without its key, or the reverse
   */
  public TlsFiles files() {
    if ((certFile == null) != (keyFile == null)) {
      throw new ParameterException(
          spec.commandLine(), "--cert-file and --key-file are given together");
    }
    return new TlsFiles(caFile, certFile, keyFile);
  }
}
