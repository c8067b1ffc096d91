package dev.holdfast.cli.operate;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.holdfast.broker.admin.ControlClient;
import dev.holdfast.broker.admin.ControlException;
import dev.holdfast.broker.files.FileModes;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which broker's admin API a command asks, with which token, and how it prints what it gets. */
final class AdminOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--admin-url",
      paramLabel = "URL",
      description = "The broker's admin API; default: ${DEFAULT-VALUE}.",
      defaultValue = "http://127.0.0.1:7480")
  private String url = "";

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description =
          "Find the API, and leave to use it, in the data directory of a broker on this machine.")
  private @Nullable Path dataDir;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description =
          "File with the token; without it, the environment's HOLDFAST_ADMIN_TOKEN, if set.")
  private @Nullable Path tokenFile;

  @Option(names = "--json", description = "Print what the API answers, one object a line.")
  private boolean json;

  AdminOptions() {}

  /** What is done with the API. */
  @FunctionalInterface
  interface Work {
    void with(AdminClient api) throws IOException, InterruptedException;
  }

  /**
   * Does it.
   *
   * @return the exit code
   */
  int run(Work work) {
    try {
      work.with(client());
      return ExitCode.OK;
    } catch (IOException e) {
      err().println(e.getMessage());
      return ExitCode.SOFTWARE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.SOFTWARE;
    }
  }

  private AdminClient client() throws IOException {
    if (dataDir == null) {
      return at(url, token());
    }
    try (ControlClient broker = ControlClient.connect(dataDir)) {
      if (broker == null) {
        throw new IOException("no broker runs on " + dataDir);
      }
      JsonNode where =
          broker.run("admin", JsonNodeFactory.instance.objectNode(), words -> err().println(words));
      return at(where.path("url").asText(), where.path("token").asText());
    } catch (ControlException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private AdminClient at(String address, String credential) {
    try {
      return new AdminClient(URI.create(address), credential);
    } catch (IllegalArgumentException e) {
      throw wrong("--admin-url: " + e.getMessage());
    }
  }

  /** Not an option of its own: the command line is for everybody on the machine to see. */
  private String token() throws IOException {
    if (tokenFile != null) {
      return new String(FileModes.readSecret(tokenFile), UTF_8).trim();
    }
    String set = System.getenv("HOLDFAST_ADMIN_TOKEN");
    return set == null ? "" : set;
  }

  /** Prints what came of a change. */
  void done(JsonNode answer, String words) {
    out().println(json ? answer.toString() : words);
  }

  boolean json() {
    return json;
  }

  PrintWriter out() {
    return spec.commandLine().getOut();
  }

  PrintWriter err() {
    return spec.commandLine().getErr();
  }

  ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
