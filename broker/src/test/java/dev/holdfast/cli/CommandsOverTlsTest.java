package dev.holdfast.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.Broker;
import dev.holdfast.broker.TestBrokers;
import dev.holdfast.broker.files.OwnFiles;
import dev.holdfast.client.Confirm;
import dev.holdfast.client.HoldfastClient;
import dev.holdfast.tls.TestAuthority;
import dev.holdfast.tls.TestTls;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The SDK and the commands over TLS, against a broker of this JVM. */
@Timeout(60)
class CommandsOverTlsTest {
  private final Path files = TestTls.brokerFiles();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path data;
  private Broker broker;

  @BeforeEach
  void start() throws Exception {
    broker = TestBrokers.encrypted(data, files);
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  private int run(String... arguments) {
    CommandLine commandLine = HoldfastCommand.commandLine();
    commandLine.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return commandLine.execute(arguments);
  }

  private String ca() {
    return files.resolve("ca.pem").toString();
  }

  @Test
  void theBrokersUrlSaysHttps() {
    assertThat(broker.url()).isEqualTo("https://127.0.0.1:" + broker.port());
  }

  @Test
  void theSdkDeliversWhatTheCommandEmits() throws Exception {
    CompletableFuture<String> got = new CompletableFuture<>();
    try (HoldfastClient client =
        HoldfastClient.builder(broker.url())
            .caFile(files.resolve("ca.pem"))
            .clientId("alice")
            .build()) {
      client.on("hello", event -> got.complete(event.json(0)));
      client.connect();
      Confirm joined = client.join("R").toCompletableFuture().get(10, TimeUnit.SECONDS);
      assertThat(joined.position()).isNotBlank();
      assertThat(run("emit", "--url", broker.url(), "--ca-file", ca(), "--room", "R", "hello", "7"))
          .as("%s", err)
          .isZero();
      assertThat(got.get(10, TimeUnit.SECONDS)).isEqualTo("7");
    }
  }

  @Test
  void aBrokerOfAnotherAuthorityIsNotTrusted() {
    Path other = OwnFiles.replace(files.resolve("other.pem"), new TestAuthority("Other").pem());
    String[] emit = {
      "emit",
      "--url",
      broker.url(),
      "--ca-file",
      other + "",
      "--room",
      "R",
      "hello",
      "--timeout-ms",
      "2000"
    };
    assertThat(run(emit)).isEqualTo(1);
    assertThat(err.toString()).contains("The event was not confirmed").containsIgnoringCase("path");
  }

  /** It would be the certificate of whoever sits between. */
  @Test
  void aCertificateForAnotherHostIsNotTrusted(@TempDir Path other) throws Exception {
    TestTls.AUTHORITY.issueForElsewhere().writeTo(files);
    try (Broker elsewhere = TestBrokers.encrypted(other, files)) {
      String url = elsewhere.url();
      String[] emit = {
        "emit", "--url", url, "--ca-file", ca(), "--room", "R", "hello", "--timeout-ms", "1000"
      };
      assertThat(run(emit)).isEqualTo(1);
      assertThat(run("bench", url, "--ca-file", ca(), "--events", "1")).isEqualTo(1);
    }
  }

  @Test
  void theBenchRunsOverTls() {
    assertThat(
            run(
                "bench",
                broker.url(),
                "--ca-file",
                ca(),
                "--events",
                "500",
                "--warmup",
                "0s",
                "--subscribers",
                "2"))
        .as("%s", err)
        .isZero();
  }

  @Test
  void aFileThatCannotBeUsedIsAMistakeOfUsage() {
    String url = broker.url();
    assertThat(run("bench", url, "--ca-file", "/no/such/file")).isEqualTo(2);
    assertThat(err.toString()).contains("--ca-file: ");
    assertThat(run("bench", url, "--cert-file", ca())).isEqualTo(2);
    assertThat(err.toString()).contains("--cert-file and --key-file are given together");
  }

  @Test
  void thePortForMessagePackSpeaksTlsToo() throws Exception {
    try (Socket socket =
        TestTls.clients().getSocketFactory().createSocket("127.0.0.1", broker.msgpackPort())) {
      socket.setSoTimeout(10_000);
      String get = "GET /socket.io/?EIO=4&transport=polling HTTP/1.0\r\n\r\n";
      socket.getOutputStream().write(get.getBytes(US_ASCII));
      assertThat(new String(socket.getInputStream().readNBytes(15), US_ASCII))
          .isEqualTo("HTTP/1.0 200 OK");
    }
  }
}
