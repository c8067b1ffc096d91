package dev.holdfast.cli;

import dev.holdfast.broker.Epochs;
import dev.holdfast.broker.storage.BackupSummary;
import dev.holdfast.broker.storage.Restore;
import dev.holdfast.broker.storage.StoreOpenException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a data directory of a backup. */
@Command(
    name = "restore",
    description = "Makes a data directory of a backup; then start a broker on it.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "The restored store begins a history of its own: clients that have seen more than the backup",
      "holds are told so when they come back."
    })
final class RestoreCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--from", paramLabel = "DIR", required = true, description = "The backup.")
  private Path from = Path.of("backup");

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      required = true,
      description = "The data directory to make; empty or not there.")
  private Path dataDir = Path.of("data");

  private RestoreCommand() {}

  @Override
  public Integer call() {
    try {
      BackupSummary restored = Restore.restore(from, dataDir, Epochs::next);
      spec.commandLine().getOut().println("Restored " + from + " into " + describe(restored));
      return ExitCode.OK;
    } catch (StoreOpenException e) {
      spec.commandLine().getErr().println("Nothing was restored. " + e.getMessage());
      return ExitCode.SOFTWARE;
    }
  }

  static String describe(BackupSummary made) {
    return "%s: up to offset %d, epoch %d, %d files, %.1f MiB"
        .formatted(
            made.directory(),
            made.offset(),
            made.epoch(),
            made.files(),
            made.bytes() / (double) (1 << 20));
  }
}
