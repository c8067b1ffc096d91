package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The walk through the README, in processes: a listener misses nothing while it is away. */
@Timeout(90)
class ListenAndEmitTest {
  @TempDir Path temp;

  @Test
  void whatWasEmittedWhileNobodyListenedComesInOrderAndOnce() throws Exception {
    try (CommandProcess broker = CommandProcess.start(temp, "serve", "--port", "0")) {
      String listening = broker.logLine(line -> line.contains("listening on"));
      String url = listening.substring(listening.indexOf("http"), listening.indexOf("/socket.io"));

      try (CommandProcess alice = listen(url)) {
        alice.logLine(line -> line.equals("listening as alice in room news"));
        emit(url, "hello", "{\"n\": 1}", "\"x\"");
        assertThat(alice.outputLine()).isEqualTo("[\"hello\",{\"n\":1},\"x\"]");
        alice.terminate();
        assertThat(alice.exitCode()).isEqualTo(128 + 15);
      }

      emit(url, "missed", "1");
      emit(url, "missed", "2");

      try (CommandProcess alice = listen(url)) {
        assertThat(alice.outputLine()).isEqualTo("[\"missed\",1]");
        assertThat(alice.outputLine()).isEqualTo("[\"missed\",2]");
        emit(url, "last");
        assertThat(alice.outputLine()).isEqualTo("[\"last\"]");
      }
    }
  }

  @Test
  void anEmitThatIsNotConfirmedInTimeFailsAndSaysSo() throws Exception {
    String nobody = "http://127.0.0.1:1";
    try (CommandProcess emit =
        CommandProcess.start(
            temp, "emit", "--url", nobody, "--timeout-ms", "300", "--room", "r", "name")) {
      assertThat(emit.remainingLog())
          .contains("The event was not confirmed: no confirm from " + nobody + " within 300 ms")
          .doesNotContain("\tat ");
      assertThat(emit.exitCode()).isEqualTo(1);
    }
  }

  private CommandProcess listen(String url) throws IOException {
    return CommandProcess.start(
        temp, "listen", "--client", "alice", "--room", "news", "--url", url);
  }

  private void emit(String url, String name, String... arguments) throws IOException {
    String[] command = new String[6 + arguments.length];
    String[] head = {"emit", "--url", url, "--room", "news", name};
    System.arraycopy(head, 0, command, 0, head.length);
    System.arraycopy(arguments, 0, command, head.length, arguments.length);
    try (CommandProcess emit = CommandProcess.start(temp, command)) {
      assertThat(emit.outputLine()).isNotBlank();
      assertThat(emit.exitCode()).isZero();
    }
  }
}
