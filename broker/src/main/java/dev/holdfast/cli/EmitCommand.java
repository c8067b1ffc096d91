package dev.holdfast.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.client.ClientState;
import dev.holdfast.client.Confirm;
import dev.holdfast.client.HoldfastClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Emits one event and waits for its confirm. */
@Command(
    name = "emit",
    description = "Emits an event to a room, and prints its position once it is durable.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class EmitCommand implements Callable<Integer> {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  @Mixin private ClientOptions broker = new ClientOptions();

  @Option(names = "--room", paramLabel = "ROOM", required = true, description = "The room.")
  private String room = "";

  @Option(
      names = "--client",
      paramLabel = "ID",
      description = "Emit as this client; without it, as an anonymous one.")
  private @Nullable String clientId;

  @Option(
      names = "--timeout-ms",
      paramLabel = "MS",
      description = "How long to wait for the confirm; default: ${DEFAULT-VALUE}.",
      defaultValue = "10000")
  private long timeoutMs;

  @Parameters(index = "0", paramLabel = "NAME", description = "The event's name.")
  private String name = "";

  @Parameters(index = "1..*", paramLabel = "JSON", description = "Its arguments.")
  private List<String> arguments = new ArrayList<>();

  private EmitCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    Object[] values = arguments.stream().map(this::parse).toArray();
    AtomicReference<String> trouble = new AtomicReference<>("");
    try (HoldfastClient client =
        broker.client(clientId).closeTimeout(Duration.ofMillis(500)).build()) {
      client.onState(
          (state, reason) -> {
            if (state == ClientState.DISCONNECTED) {
              trouble.set(reason);
            }
          });
      client.connect();
      Confirm confirm =
          client
              .emitToRoom(room, name, values)
              .toCompletableFuture()
              .get(timeoutMs, TimeUnit.MILLISECONDS);
      broker.commandLine().getOut().println(confirm.position());
      return ExitCode.OK;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(broker.commandLine(), String.valueOf(e.getMessage()), e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return failed(String.valueOf(cause.getMessage()));
    } catch (TimeoutException e) {
      return failed("no confirm from " + broker.url() + " within " + timeoutMs + " ms. " + trouble);
    }
  }

  private Object parse(String argument) {
    try {
      return JSON.readTree(argument);
    } catch (JsonProcessingException e) {
      String reason = "'" + argument + "' is not JSON: " + e.getOriginalMessage();
      throw new ParameterException(broker.commandLine(), reason, e);
    }
  }

  private int failed(String reason) {
    broker.commandLine().getErr().println("The event was not confirmed: " + reason);
    return ExitCode.SOFTWARE;
  }
}
