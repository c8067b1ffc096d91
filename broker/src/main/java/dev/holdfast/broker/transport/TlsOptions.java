package dev.holdfast.broker.transport;

import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.core.net.TrustOptions;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** {@link TlsSettings} as Vert.x takes them: once for a port, and again for each certificate. */
record TlsOptions(TlsSettings settings) {

  /** For a port that is about to be opened. */
  void apply(HttpServerOptions port, TlsFiles files) {
    port.setSsl(true)
        // A WebSocket takes its channel over, which HTTP/2 does not give.
        .setUseAlpn(false)
        // Many who come back at once must not keep the lanes from those who are there.
        .setSslEngineOptions(new JdkSSLEngineOptions().setUseWorkerThread(true))
        .setEnabledSecureTransportProtocols(settings.protocols())
        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
        .setSslHandshakeTimeout(settings.handshakeTimeoutMs())
        .setKeyCertOptions(key(files))
        .setClientAuth(clientAuth())
        .setTrustOptions(trust(files));
  }

  /** For a port that is open. */
  ServerSSLOptions options(TlsFiles files) {
    ServerSSLOptions options = new ServerSSLOptions();
    options
        .setUseAlpn(false)
        .setEnabledSecureTransportProtocols(settings.protocols())
        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
        .setSslHandshakeTimeout(settings.handshakeTimeoutMs())
        .setKeyCertOptions(key(files))
        .setTrustOptions(trust(files));
    return options.setClientAuth(clientAuth());
  }

  private static KeyCertOptions key(TlsFiles files) {
    return new PemKeyCertOptions().setCertValue(files.cert()).setKeyValue(files.key());
  }

  private static @Nullable TrustOptions trust(TlsFiles files) {
    return files.clientCa() == null ? null : new PemTrustOptions().addCertValue(files.clientCa());
  }

  private ClientAuth clientAuth() {
    return switch (settings.clientAuth()) {
      case NONE -> ClientAuth.NONE;
      case REQUEST -> ClientAuth.REQUEST;
      case REQUIRED -> ClientAuth.REQUIRED;
    };
  }
}
