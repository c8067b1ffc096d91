package dev.holdfast.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.client.ClientState;
import dev.holdfast.client.Event;
import dev.holdfast.client.HoldfastClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints a room's events until it is stopped, or refused for good. */
@Command(
    name = "listen",
    description = "Joins a room and prints its events, one per line: [\"name\",argument,...].",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "An event is acknowledged once it is printed. What is emitted while nobody listens as this",
      "client waits for it."
    })
final class ListenCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Mixin private ClientOptions broker = new ClientOptions();

  @Option(
      names = "--client",
      paramLabel = "ID",
      required = true,
      description = "The client whose queue this is.")
  private String clientId = "";

  @Option(names = "--room", paramLabel = "ROOM", required = true, description = "The room.")
  private String room = "";

  private ListenCommand() {}

  @Override
  public Integer call() {
    CompletableFuture<String> end = new CompletableFuture<>();
    try (HoldfastClient client = broker.client(clientId).build()) {
      client.onAny(event -> print(event, end));
      client.onState((state, reason) -> report(state, reason, end));
      Runtime.getRuntime().addShutdownHook(new Thread(client::close, "shutdown"));
      client.connect();
      client.join(room).toCompletableFuture().join();
      say("listening as " + clientId + " in room " + room);
      say(end.join());
    } catch (CompletionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      say("cannot listen: " + cause.getMessage());
    }
    return ExitCode.SOFTWARE;
  }

  /** Throwing leaves the event unacknowledged: it was not seen by anybody. */
  private void print(Event event, CompletableFuture<String> end) throws IOException {
    PrintWriter out = broker.commandLine().getOut();
    out.println(line(event));
    out.flush();
    if (out.checkError()) {
      end.complete("standard output is closed");
      throw new IOException("standard output is closed");
    }
  }

  private static String line(Event event) throws JsonProcessingException {
    StringBuilder line = new StringBuilder("[").append(JSON.writeValueAsString(event.name()));
    for (int i = 0; i < event.size(); i++) {
      line.append(',').append(event.json(i));
    }
    return line.append(']').toString();
  }

  private void report(ClientState state, String reason, CompletableFuture<String> end) {
    String what = state.name().toLowerCase(Locale.ROOT);
    String told = reason.isEmpty() ? what : what + ": " + reason;
    if (state == ClientState.CLOSED) {
      end.complete(told);
    } else {
      say(told);
    }
  }

  private void say(String line) {
    PrintWriter err = broker.commandLine().getErr();
    err.println(line);
    err.flush();
  }
}
