package dev.holdfast.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.holdfast.broker.queue.Finding;
import dev.holdfast.broker.storage.StoreOpenException;
import dev.holdfast.broker.storage.Verification;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks through a data directory or a backup. */
@Command(
    name = "verify",
    description = "Looks through a data directory, or a backup, that no broker uses.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Changes nothing. Ends with 0 when all is well, and with 1 when something is wrong or it"
          + " could",
      "not be looked at."
    })
final class VerifyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(index = "0", paramLabel = "DIR", description = "The directory.")
  private Path directory = Path.of("data");

  @Option(names = "--json", description = "Print what is wrong as one JSON object.")
  private boolean json;

  private VerifyCommand() {}

  @Override
  public Integer call() throws JsonProcessingException {
    PrintWriter out = spec.commandLine().getOut();
    try {
      List<Finding> findings = Verification.of(directory, json ? words -> {} : out::println);
      if (json) {
        out.println(
            new JsonMapper()
                .writeValueAsString(
                    Map.of("directory", directory.toString(), "findings", findings)));
      } else {
        print(findings, out);
      }
      return findings.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    } catch (StoreOpenException e) {
      spec.commandLine().getErr().println("Not verified. " + e.getMessage());
      return ExitCode.SOFTWARE;
    }
  }

  private static void print(List<Finding> findings, PrintWriter out) {
    for (Finding finding : findings) {
      out.printf(
          "%n%s%n  wrong:  %s%n  means:  %s%n",
          finding.where(), finding.problem(), finding.meaning());
    }
    out.println(findings.isEmpty() ? "All is well." : "\nWrong: " + findings.size());
  }
}
