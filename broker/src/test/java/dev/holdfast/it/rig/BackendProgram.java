package dev.holdfast.it.rig;

import dev.holdfast.client.ClientState;
import dev.holdfast.client.Decision;
import dev.holdfast.client.Event;
import dev.holdfast.client.HoldfastBackend;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * The program of a {@link BackendHost}: handles {@code work}, whose first argument is a number, by
 * reporting that and replying with it. When its input ends it closes in good order, and ends.
 */
final class BackendProgram {
  static final String HANDLED = "handled";
  static final String CONNECTED = "connected";
  static final String ASKED = "asked";

  /** Not buffered: what a handler has reported survives a SIGKILL. Guarded by itself. */
  private static final FileOutputStream OUT = new FileOutputStream(FileDescriptor.out);

  private BackendProgram() {}

  /** Takes the broker's URL, the client id and a {@link BackendHost.Guard}. */
  public static void main(String[] args) throws IOException {
    System.setOut(System.err); // whatever logs to standard output must not come between
    HoldfastBackend backend =
        HoldfastBackend.builder(args[0])
            .clientId(args[1])
            .window(50)
            .reconnectDelay(Duration.ofMillis(50), Duration.ofMillis(500))
            .build();
    guard(backend, BackendHost.Guard.valueOf(args[2]));
    backend.on("work", (session, event) -> handle(event));
    backend.onState(
        (state, reason) -> {
          if (state == ClientState.CONNECTED) {
            report(CONNECTED, "");
          }
        });
    backend.connect();
    while (System.in.read() >= 0) {
      // Its end is all that matters.
    }
    backend.close();
  }

  private static void guard(HoldfastBackend backend, BackendHost.Guard guard) {
    backend.authorizeAsync(
        request -> {
          report(ASKED, "");
          return guard == BackendHost.Guard.SILENT
              ? new CompletableFuture<>()
              : CompletableFuture.completedFuture(Decision.accept());
        });
  }

  private static void handle(Event event) {
    int number = event.arg(0, Integer.class);
    report(HANDLED, ",\"number\":%d,\"nanos\":%d".formatted(number, System.nanoTime()));
    var unused = event.reply(number);
  }

  private static void report(String what, String more) {
    byte[] line = "{\"from\":\"%s\"%s}\n".formatted(what, more).getBytes(StandardCharsets.UTF_8);
    try {
      synchronized (OUT) {
        OUT.write(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
