package dev.holdfast.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.Broker;
import dev.holdfast.broker.config.ConfigLoader;
import dev.holdfast.broker.files.OwnFiles;
import dev.holdfast.tls.TestAuthority;
import dev.holdfast.tls.TestCertificate;
import dev.holdfast.tls.TestTls;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that are known by the certificate they show to TLS. */
class CertificateClientsTest {
  private static final TestAuthority DEVICES = new TestAuthority("Devices");

  @TempDir Path directory;
  private Broker broker;

  @BeforeEach
  void start() throws Exception {
    Path ca = OwnFiles.replace(directory.resolve("devices.pem"), DEVICES.pem());
    String configuration =
        TestTls.configuration().replace("}", ", clientCaFile: %s, clientAuth: request}")
            + "server: {port: 0}\nstorage: {dataDir: %s}\nauth: {certificates: true, permissionsFile: %s}\n";
    Path file = directory.resolve("holdfast.yaml");
    Files.writeString(
        file, configuration.formatted(ca, directory.resolve("data"), AllPermissions.in(directory)));
    broker = Broker.start(ConfigLoader.load(file, List.of()));
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  private String connect(TestCertificate shown, String payload) throws Exception {
    HttpClient http =
        HttpClient.newBuilder().sslContext(TestTls.context(TestTls.AUTHORITY, shown)).build();
    String url = "https://localhost:" + broker.port() + "/socket.io/?EIO=4&transport=polling";
    String open = send(http, HttpRequest.newBuilder(URI.create(url)).build());
    String own = url + "&sid=" + open.replaceFirst(".*\"sid\":\"([^\"]+)\".*", "$1");
    HttpRequest.BodyPublisher body = HttpRequest.BodyPublishers.ofString("40" + payload);
    send(http, HttpRequest.newBuilder(URI.create(own)).POST(body).build());
    return send(http, HttpRequest.newBuilder(URI.create(own)).build());
  }

  private static String send(HttpClient http, HttpRequest request) throws Exception {
    return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  @Test
  void theCommonNameIsTheClient() throws Exception {
    TestCertificate press = DEVICES.issue("press-4");
    assertThat(connect(press, "{\"ack\":\"batch\"}")).contains("\"clientId\":\"press-4\"");
    assertThat(connect(press, "{\"clientId\":\"press-5\"}")).contains("forbidden");
  }

  @Test
  void aCertificateWithTwoNamesIsNobodys() throws Exception {
    assertThat(connect(DEVICES.issue("press-4", "admin"), "")).contains("unauthorized");
  }

  @Test
  void withoutACertificateNobodyIsLetIn() throws Exception {
    assertThat(connect(null, "")).contains("unauthorized", "needs a credential");
    assertThat(connect(null, "{\"token\":\"guess\"}")).contains("unauthorized");
  }
}
