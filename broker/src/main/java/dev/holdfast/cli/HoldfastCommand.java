package dev.holdfast.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command itself; all work is in its subcommands. */
@Command(
    name = "holdfast",
    description = "A reliable-delivery event broker that speaks Socket.IO.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ServeCommand.class,
      ListenCommand.class,
      EmitCommand.class,
      TokenCommand.class,
      DeadLettersCommand.class,
      BackupCommand.class,
      RestoreCommand.class,
      VerifyCommand.class,
      BenchCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:it could not be done; the message says why",
      "2:the command line or the configuration is wrong",
      "3:the broker's store failed while it served; start it again once the cause is removed",
      "143:stopped by SIGTERM, after an orderly end"
    })
public final class HoldfastCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  /** Made by {@link #run}. */
  private HoldfastCommand() {}

  /**
   * Runs the command that the arguments name.
   *
   * @return the exit code
   */
  public static int run(String... args) {
    return commandLine().execute(args);
  }

  /** For tests, which look at what is printed. */
  static CommandLine commandLine() {
    return new CommandLine(new HoldfastCommand()).setCaseInsensitiveEnumValuesAllowed(true);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Which command? See below.");
  }
}
