package dev.holdfast.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.holdfast.broker.admin.ControlClient;
import dev.holdfast.broker.admin.ControlException;
import dev.holdfast.broker.storage.BackupException;
import dev.holdfast.broker.storage.BackupSummary;
import dev.holdfast.broker.storage.RocksStore;
import dev.holdfast.broker.storage.StorageSettings;
import dev.holdfast.broker.storage.StoreOpenException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Has the broker that runs write a backup, or writes one itself where none runs. */
@Command(
    name = "backup",
    description = "Writes a backup of a data directory, while its broker runs or not.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Everything that was confirmed when it begins is in it. On the same file system the two"
          + " share",
      "the table files by hard links; copy the backup to another disk to be safe from the loss of"
          + " one."
    })
final class BackupCommand implements Callable<Integer> {
  private static final long MEMORY_BYTES = 64L << 20;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      required = true,
      description = "The data directory.")
  private Path dataDir = Path.of("data");

  @Option(
      names = "--to",
      paramLabel = "DIR",
      required = true,
      description = "Where to write the backup; must not exist.")
  private Path to = Path.of("backup");

  private BackupCommand() {}

  @Override
  public Integer call() {
    try (ControlClient broker = ControlClient.connect(dataDir)) {
      return broker == null ? withoutBroker() : by(broker);
    } catch (IOException e) {
      return failed("the broker on " + dataDir + " cannot be reached: " + e.getMessage());
    } catch (ControlException | StoreOpenException | BackupException e) {
      return failed(String.valueOf(e.getMessage()));
    }
  }

  private int by(ControlClient broker) throws ControlException, IOException {
    JsonNode done =
        broker.run(
            "backup",
            JsonNodeFactory.instance.objectNode().put("to", to.toAbsolutePath().toString()),
            words -> spec.commandLine().getErr().println(words));
    return written(
        new BackupSummary(
            Path.of(done.path("directory").asText()),
            done.path("epoch").asInt(),
            done.path("offset").asLong(),
            done.path("files").asInt(),
            done.path("bytes").asLong()));
  }

  private int withoutBroker() throws StoreOpenException, BackupException {
    try (RocksStore store = RocksStore.openExisting(dataDir, new StorageSettings(MEMORY_BYTES))) {
      return written(store.backup(to.toAbsolutePath()));
    }
  }

  private int written(BackupSummary backup) {
    spec.commandLine().getOut().println("Backup in " + RestoreCommand.describe(backup));
    return ExitCode.OK;
  }

  private int failed(String reason) {
    spec.commandLine().getErr().println("No backup was made. " + reason);
    return ExitCode.SOFTWARE;
  }
}
