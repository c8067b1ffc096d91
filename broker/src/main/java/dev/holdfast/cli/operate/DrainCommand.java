package dev.holdfast.cli.operate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.cli.Version;
import dev.holdfast.cli.operate.AdminClient.Call;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Has a broker leave off serving. */
@Command(
    name = "drain",
    description = "Has a broker accept nobody, and close its connections gradually.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "It waits until the last connection is closed. The broker then waits to be stopped, with",
      "SIGTERM, which does the same by itself; or serves again after --resume."
    })
public final class DrainCommand implements Callable<Integer> {
  private static final long LOOK_EVERY_MS = 200;

  @Mixin private AdminOptions options = new AdminOptions();

  @ArgGroup private What what = new What();

  /** What else is to be done than to drain. */
  static final class What {
    @Option(names = "--status", description = "Only say how far it is.")
    private boolean status;

    @Option(names = "--resume", description = "Accept connections again.")
    private boolean resume;

    What() {}
  }

  private DrainCommand() {}

  @Override
  public Integer call() {
    return options.run(
        api -> {
          if (what.status) {
            print(api.get(Call.to("/v1/drain")));
          } else if (what.resume) {
            print(api.post(Call.to("/v1/drain/resume"), OperatorCommand.body()));
          } else {
            drain(api);
          }
        });
  }

  private void drain(AdminClient api) throws IOException, InterruptedException {
    JsonNode state = api.post(Call.to("/v1/drain"), OperatorCommand.body());
    long last = -1;
    while (state.path("state").asText().equals("draining")) {
      long open = state.path("connections").asLong();
      if (open != last) {
        options.err().println("draining: " + open + " connections are open");
        last = open;
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MS);
      state = api.get(Call.to("/v1/drain"));
    }
    print(state);
  }

  private void print(JsonNode state) {
    String words =
        state.path("state").asText() + ", " + state.path("connections").asLong() + " connections";
    options.done(state, words);
  }
}
