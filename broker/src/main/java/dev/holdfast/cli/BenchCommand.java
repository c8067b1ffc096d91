package dev.holdfast.cli;

import dev.holdfast.cli.bench.Bench;
import dev.holdfast.cli.bench.Report;
import dev.holdfast.cli.bench.Result;
import dev.holdfast.cli.bench.Settings;
import java.net.URI;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Puts load on a broker and measures what it does with it. */
@Command(
    name = "bench",
    description = "Puts load on a running broker, and measures rates and latencies.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    footer = {
      "",
      "Latency counts from when an event was due: with --rate, what had to wait while",
      "the broker was slow is in it. The run fails when an event is lost or comes out",
      "of order. Ctrl-C ends it and prints what was measured so far."
    })
final class BenchCommand implements Callable<Integer> {
  /** How long Ctrl-C waits for the figures. */
  private static final long GOODBYE_SECONDS = 5;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "URL",
      description = "The broker; default: ${DEFAULT-VALUE}.",
      defaultValue = "http://127.0.0.1:7400")
  private String url = "";

  @Mixin private BenchOptions options = new BenchOptions();

  @Option(
      names = "--json",
      description = "Print the figures as one JSON object on standard output.")
  private boolean json;

  private BenchCommand() {}

  @Override
  public Integer call() {
    Bench bench = new Bench(settings(), spec.commandLine().getErr());
    CountDownLatch printed = new CountDownLatch(1);
    Thread goodbye = new Thread(() -> end(bench, printed), "shutdown");
    Runtime.getRuntime().addShutdownHook(goodbye);
    try {
      Result result = bench.run();
      print(result);
      return result.good() ? ExitCode.OK : ExitCode.SOFTWARE;
    } finally {
      printed.countDown();
    }
  }

  /** On Ctrl-C: the process ends when this returns. */
  private static void end(Bench bench, CountDownLatch printed) {
    bench.stop();
    try {
      boolean unused = printed.await(GOODBYE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void print(Result result) {
    if (json) {
      Report.json(result, spec.commandLine().getOut());
    } else {
      Report.table(result, spec.commandLine().getOut());
    }
    if (!result.good()) {
      spec.commandLine().getErr().println(verdict(result.faults()));
    }
  }

  private static String verdict(Result.Faults faults) {
    StringBuilder text = new StringBuilder("The run failed:");
    if (faults.firstTrouble() != null) {
      text.append(' ').append(faults.firstTrouble());
      text.append(faults.troubles() > 1 ? " (" + faults.troubles() + " such)." : ".");
    }
    if (faults.missing() > 0) {
      text.append(' ').append(faults.missing()).append(" deliveries did not come.");
    }
    if (faults.reordered() > 0) {
      text.append(' ').append(faults.reordered()).append(" came out of order.");
    }
    return text.toString();
  }

  private Settings settings() {
    try {
      return options.settings(URI.create(url));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }
}
