package dev.holdfast.broker.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.holdfast.broker.Broker;
import dev.holdfast.broker.config.ConfigLoader;
import dev.holdfast.broker.files.OwnFiles;
import dev.holdfast.tls.TestCertificate;
import dev.holdfast.tls.TestTls;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An operator hears of a certificate that ends, and of one that was renewed and is not used. */
@Timeout(60)
class TlsMetricsTest {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final String UNUSABLE = "holdfast_access_files_unusable{file=\"tls\"} ";
  private static final String FAILED = "holdfast_tls_handshakes_failed_total ";

  @TempDir Path directory;
  private final Path files = TestTls.brokerFiles();
  private Broker broker;

  @BeforeEach
  void start() throws Exception {
    String config =
        """
        server: {port: 0, eventLoops: 2}
        storage: {dataDir: %1$s/data}
        admin: {enabled: true, port: 0}
        tls: {certFile: %2$s/cert.pem, keyFile: %2$s/key.pem, reloadIntervalMs: 1000}
        """
            .formatted(directory, files);
    Path file = Files.writeString(directory.resolve("holdfast.yaml"), config);
    broker = Broker.start(ConfigLoader.load(file, List.of()));
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  private void await(String sample) {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!broker.metrics().contains(sample + "\n")) {
      assertThat(System.nanoTime()).as(sample).isLessThan(deadline);
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private double notAfterSeconds() {
    return broker
        .metrics()
        .lines()
        .filter(line -> line.startsWith("holdfast_tls_certificate_not_after_seconds "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
        .sum();
  }

  @Test
  void theEndOfTheCertificateInUseIsTold() {
    long before = Math.round(notAfterSeconds());
    assertThat(before).isGreaterThan(System.currentTimeMillis() / 1000);
    TestCertificate next = TestTls.AUTHORITY.issue("localhost").writeTo(files);
    long end = next.certificate().getNotAfter().toInstant().getEpochSecond();
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (Math.round(notAfterSeconds()) != end) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  @Test
  void aRenewalThatCannotBeUsedIsToldUntilItIsMended() throws Exception {
    await(UNUSABLE + "0.0");
    assertThat(warnings()).isEqualTo("[]");
    TestCertificate other = TestTls.AUTHORITY.issue("localhost");
    OwnFiles.replace(files.resolve("key.pem"), other.keyPem());
    await(UNUSABLE + "1.0");
    assertThat(warnings()).contains("tls-unusable", "a file of the group tls");
    OwnFiles.replace(files.resolve("cert.pem"), other.pem());
    await(UNUSABLE + "0.0");
    assertThat(warnings()).isEqualTo("[]");
  }

  private String warnings() throws Exception {
    URI ready = URI.create("http://127.0.0.1:" + broker.adminPort() + "/health/ready");
    String answer =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(ready).build(), HttpResponse.BodyHandlers.ofString())
            .body();
    return new JsonMapper().readTree(answer).withArray("warnings").toString();
  }

  @Test
  void handshakesThatComeToNothingAreCounted() throws Exception {
    await(FAILED + "0.0");
    try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), broker.port())) {
      OutputStream out = plain.getOutputStream();
      out.write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      await(FAILED + "1.0");
    }
  }
}
