package dev.holdfast.cli;

import dev.holdfast.broker.Broker;
import dev.holdfast.broker.BrokerStartException;
import dev.holdfast.broker.config.BrokerConfig;
import dev.holdfast.broker.config.ConfigException;
import dev.holdfast.broker.config.ConfigLoader;
import dev.holdfast.broker.config.ConfigLoader.CommandLineValue;
import dev.holdfast.broker.config.Key;
import dev.holdfast.broker.config.Keys;
import dev.holdfast.broker.logging.LogFormat;
import dev.holdfast.broker.logging.LogOutput;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a broker until SIGTERM or SIGINT, or until its store fails. */
@Command(
    name = "serve",
    description = "Starts a broker.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Options win over the file. SIGTERM and SIGINT stop the broker in good order: what was",
      "submitted is answered, and what was not acknowledged is delivered after the next start."
    })
final class ServeCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

  /** The exit code when the store failed while the broker served. */
  private static final int STORE_FAILED = 3;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration in YAML; without it every key has its default.")
  private @Nullable Path config;

  @Option(names = "--data", paramLabel = "DIR", description = "Data directory.")
  private @Nullable String data;

  @Option(names = "--host", paramLabel = "HOST", description = "Address to listen on.")
  private @Nullable String host;

  @Option(names = "--port", paramLabel = "PORT", description = "Port to listen on; 0: any free.")
  private @Nullable String port;

  @Option(
      names = "--insecure-let-everyone-in",
      description = "Serve other machines without authentication: everybody is let in.")
  private boolean insecure;

  private ServeCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    BrokerConfig loaded;
    try {
      loaded = ConfigLoader.load(config, overrides());
    } catch (ConfigException e) {
      return refuse(e, ExitCode.USAGE);
    }
    boolean configured =
        LogOutput.configure(
            LogFormat.valueOf(loaded.logging().format().toUpperCase(Locale.ROOT)),
            loaded.logging().level());
    if (!configured) {
      LOG.info("the log is written as its own configuration says, not as logging.format");
    }
    LOG.info(
        "{}, Java {}, configuration: {}",
        Version.text(),
        Runtime.version(),
        config == null ? "defaults" : config.toAbsolutePath());
    HeapReturn.configure();
    StopOnSignal signal = StopOnSignal.register();
    try (ServiceManager manager = ServiceManager.of(System.getenv());
        Broker broker = Broker.start(loaded)) {
      if (!signal.started(broker)) {
        return ExitCode.OK;
      }
      if (manager != null) {
        manager.ready(broker::roundTrip);
      }
      return untilFailure(broker);
    } catch (BrokerStartException e) {
      signal.notStarted();
      return refuse(e, ExitCode.SOFTWARE);
    }
  }

  /**
   * A broker whose store has failed is of no more use; ending lets a supervisor start another. The
   * orderly way out is the shutdown hook, which ends the process from under this wait.
   */
  private static int untilFailure(Broker broker) {
    broker.failure().toCompletableFuture().join();
    return STORE_FAILED;
  }

  private int refuse(Exception reason, int exitCode) {
    spec.commandLine().getErr().println("Holdfast did not start. " + reason.getMessage());
    return exitCode;
  }

  private List<CommandLineValue<?>> overrides() {
    List<CommandLineValue<?>> given = new ArrayList<>();
    add(given, Keys.DATA_DIR, "--data", data);
    add(given, Keys.HOST, "--host", host);
    add(given, Keys.PORT, "--port", port);
    add(given, Keys.INSECURE, "--insecure-let-everyone-in", insecure ? "true" : null);
    return given;
  }

  private static <T> void add(
      List<CommandLineValue<?>> given, Key<T> key, String option, @Nullable String value) {
    if (value != null) {
      given.add(new CommandLineValue<>(key, option, value));
    }
  }
}
