package dev.holdfast.tls;

import dev.holdfast.broker.files.OwnFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** What both ends of a test's TLS connections use, made anew in each run. */
public final class TestTls {
  /** Issues what brokers show; clients of tests trust it. */
  public static final TestAuthority AUTHORITY = new TestAuthority("Holdfast tests");

  /** The environment variable by which processes of the tests are told what to trust. */
  public static final String CA_FILE = "HOLDFAST_TEST_CA_FILE";

  private static final char[] NO_PASSWORD = {};
  private static final SSLContext TRUSTING = context(AUTHORITY, null);

  /** Made when it is needed first. */
  private static final class Shared {
    private static final Path FILES = brokerFiles();
  }

  private TestTls() {}

  /** A broker's configuration (YAML) over TLS. */
  public static String configuration() {
    return "tls: {certFile: %1$s/cert.pem, keyFile: %1$s/key.pem}%n".formatted(Shared.FILES);
  }

  /** What has stock clients of any language trust {@link #AUTHORITY}, in their processes. */
  public static Map<String, String> environment() {
    String ca = Shared.FILES.resolve("ca.pem").toString();
    return Map.of(
        CA_FILE,
        ca,
        "NODE_EXTRA_CA_CERTS",
        ca,
        "REQUESTS_CA_BUNDLE",
        ca,
        "WEBSOCKET_CLIENT_CA_BUNDLE",
        ca);
  }

  /** For clients that trust {@link #AUTHORITY} and have no certificate. */
  public static SSLContext clients() {
    return TRUSTING;
  }

  /**
   * For clients.
   *
   * @param shown null where the client has none
   */
  public static SSLContext context(TestAuthority trusted, TestCertificate shown) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(keyStore(shown), NO_PASSWORD);
      context.init(keys.getKeyManagers(), new TrustManager[] {trustManager(trusted)}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Trusts this authority alone. */
  public static X509TrustManager trustManager(TestAuthority trusted) {
    try {
      KeyStore store = emptyStore();
      store.setCertificateEntry("authority", trusted.certificate());
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return (X509TrustManager) factory.getTrustManagers()[0];
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyStore keyStore(TestCertificate shown) throws GeneralSecurityException {
    KeyStore store = emptyStore();
    if (shown != null) {
      Certificate[] chain = {shown.certificate()};
      store.setKeyEntry("own", shown.key(), NO_PASSWORD, chain);
    }
    return store;
  }

  private static KeyStore emptyStore() throws GeneralSecurityException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      return store;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A new directory with {@code cert.pem} and {@code key.pem} of a broker, and {@code ca.pem}. */
  public static Path brokerFiles() {
    try {
      Path directory = Files.createTempDirectory("holdfast-tls");
      directory.toFile().deleteOnExit();
      AUTHORITY.issue("localhost").writeTo(directory);
      OwnFiles.replace(directory.resolve("ca.pem"), AUTHORITY.pem());
      for (String name : new String[] {"cert.pem", "key.pem", "ca.pem"}) {
        directory.resolve(name).toFile().deleteOnExit();
      }
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
