package dev.holdfast.broker.config;

import static dev.holdfast.broker.config.ScalarTypes.longInteger;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys of the group {@code tls}. */
final class TlsKeys {
  /** What {@code clientAuth} is where no client is asked. */
  static final String NONE = "none";

  static final Key<String> CERT_FILE =
      new Key<>(
          "tls.certFile",
          file(),
          "",
          "The broker's certificate in PEM, and behind it those that lead to its authority. With"
              + " it every port speaks TLS, and nothing else; empty: none does.");

  static final Key<String> KEY_FILE =
      new Key<>(
          "tls.keyFile",
          file(),
          "",
          "The key of that certificate in PEM, not encrypted. Others must not be able to read"
              + " the file.");

  static final Key<String> CLIENT_CA_FILE =
      new Key<>(
          "tls.clientCaFile",
          file(),
          "",
          "The authorities of clients' certificates, in PEM; needed where `clientAuth` asks for"
              + " certificates.");

  static final Key<String> CLIENT_AUTH =
      new Key<>(
          "tls.clientAuth",
          ScalarTypes.choice(NONE, "request", "required"),
          NONE,
          "Whether clients are asked for a certificate (mutual TLS). A bad one is refused in any"
              + " case; with `required`, none is, too.");

  static final Key<String> MIN_VERSION =
      new Key<>(
          "tls.minVersion",
          ScalarTypes.choice("TLSv1.2", "TLSv1.3"),
          "TLSv1.2",
          "The oldest version of TLS that is spoken.");

  static final Key<Long> HANDSHAKE_TIMEOUT =
      new Key<>(
          "tls.handshakeTimeoutMs",
          longInteger(10, Units.HOUR_MS),
          5000L,
          "How long a client may take from its connection to the end of the TLS handshake.");

  static final Key<Long> RELOAD_INTERVAL =
      new Key<>(
          "tls.reloadIntervalMs",
          longInteger(10, Units.HOUR_MS),
          10_000L,
          "How often the files are looked at. What has changed is used for new connections from"
              + " the second look on; connections that stand go on.");

  /** All of them, in the order of the file. */
  static final List<Key<?>> ALL =
      List.of(
          CERT_FILE,
          KEY_FILE,
          CLIENT_CA_FILE,
          CLIENT_AUTH,
          MIN_VERSION,
          HANDSHAKE_TIMEOUT,
          RELOAD_INTERVAL);

  private TlsKeys() {}

  private static ValueType.Scalar<String> file() {
    return ScalarTypes.text("the path of a file, or empty", text -> text.indexOf('\0') < 0);
  }

  /** What was given for them. */
  static TlsConfig config(Values given) {
    return new TlsConfig(
        path(given.get(CERT_FILE)),
        path(given.get(KEY_FILE)),
        path(given.get(CLIENT_CA_FILE)),
        given.get(CLIENT_AUTH),
        given.get(MIN_VERSION),
        given.get(HANDSHAKE_TIMEOUT),
        given.get(RELOAD_INTERVAL));
  }

  private static @Nullable Path path(String text) {
    return text.isEmpty() ? null : Path.of(text);
  }

  /** Checks which of them need others. */
  static void checkTogether(Values given, Problems problems) {
    boolean cert = !given.get(CERT_FILE).isEmpty();
    boolean key = !given.get(KEY_FILE).isEmpty();
    boolean asks = !given.get(CLIENT_AUTH).equals(NONE);
    boolean ca = !given.get(CLIENT_CA_FILE).isEmpty();
    needs(cert && !key, CERT_FILE, KEY_FILE, given, problems);
    needs(key && !cert, KEY_FILE, CERT_FILE, given, problems);
    needs(asks && !cert, CLIENT_AUTH, CERT_FILE, given, problems);
    needs(asks && !ca, CLIENT_AUTH, CLIENT_CA_FILE, given, problems);
    if (ca && !asks) {
      given.problem(CLIENT_CA_FILE, "is not used while tls.clientAuth is none", problems);
    }
  }

  private static void needs(
      boolean missing, Key<?> key, Key<?> other, Values given, Problems problems) {
    if (missing) {
      given.problem(key, "needs " + other.name(), problems);
    }
  }
}
