package dev.holdfast.broker.transport;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS on all ports of a server: the certificate in use, and its replacement while connections
 * stand, which keep the one they began with. A certificate that cannot be used does not replace one
 * that can.
 *
 * <p>Owner thread: that of the timer which looks at the files, unless said otherwise.
 */
final class Tls {
  private static final Logger LOG = LoggerFactory.getLogger(Tls.class);
  private static final long NO_TIMER = -1;
  private static final String[] NO_CIPHERS = {};

  /** Takes a certificate for new connections. */
  @FunctionalInterface
  interface Ports extends Function<ServerSSLOptions, Future<Void>> {}

  private final TlsSettings settings;
  private final Vertx vertx;
  private final AtomicLong timer = new AtomicLong(NO_TIMER);
  private final LongAdder failedHandshakes = new LongAdder();

  /** What new connections get. Set by {@link #start}, before the timer; read by all threads. */
  private volatile @Nullable TlsFiles inUse;

  /** When the certificate in use expires, in milliseconds since 1970. Read by all threads. */
  private volatile long notAfterMs;

  /** Complete when no look is under way. Written by the owner, read by all threads. */
  private volatile Future<Void> lastLook = Future.succeededFuture();

  /** What the last look found. Files that are replaced one by one do not fit in between. */
  private @Nullable TlsFiles seen;

  /** What was found wrong last, so that it is said once. Read by all threads. */
  private volatile String complaint = "";

  Tls(TlsSettings settings, Vertx vertx) {
    this.settings = settings;
    this.vertx = vertx;
  }

  /**
   * Reads the files, and looks at them from now on. Once, on any thread.
   *
   * @return fails when they cannot be read or used; the message says which and why
   */
  Future<Void> start(Ports ports) {
    return vertx
        .executeBlocking(() -> TlsFiles.read(settings))
        .compose(
            files ->
                checked(files)
                    .onSuccess(
                        own -> {
                          use(files, own);
                          long period = settings.reloadIntervalMs();
                          timer.set(vertx.setPeriodic(period, id -> look(ports)));
                        }))
        .mapEmpty();
  }

  /**
   * Looks no more. Any thread.
   *
   * @return completed when the look under way, if there is one, has ended
   */
  Future<Void> stop() {
    vertx.cancelTimer(timer.get());
    return lastLook;
  }

  private void look(Ports ports) {
    if (lastLook.isComplete()) {
      lastLook =
          vertx
              .executeBlocking(() -> TlsFiles.read(settings))
              .compose(found -> consider(found, ports))
              .onFailure(this::complain)
              .otherwiseEmpty();
    }
  }

  private Future<Void> consider(TlsFiles found, Ports ports) {
    boolean settled = found.equals(seen);
    seen = found;
    if (found.equals(inUse)) {
      complaint = "";
      return Future.succeededFuture();
    }
    if (!settled) {
      return Future.succeededFuture();
    }
    return checked(found)
        .compose(own -> ports.apply(encryption().options(found)).onSuccess(on -> use(found, own)));
  }

  private Future<X509Certificate> checked(TlsFiles files) {
    return vertx.executeBlocking(() -> TlsCheck.check(files, vertx, Instant.now()));
  }

  private void use(TlsFiles files, X509Certificate own) {
    inUse = files;
    notAfterMs = own.getNotAfter().toInstant().toEpochMilli();
    complaint = "";
    LOG.info(
        "TLS: certificate of {}, valid until {}",
        own.getSubjectX500Principal().getName(),
        own.getNotAfter().toInstant());
  }

  private void complain(Throwable failure) {
    String reason = String.valueOf(failure.getMessage());
    if (!reason.equals(complaint)) {
      complaint = reason;
      LOG.error("TLS: the certificate is not replaced, the one in use stays: {}", reason);
    }
  }

  /** Why the files as they stand are not used; null when they are. Any thread. */
  @Nullable String problem() {
    String found = complaint;
    return found.isEmpty() ? null : found;
  }

  /** When the certificate in use expires, in milliseconds since 1970. Any thread. */
  long notAfterMs() {
    return notAfterMs;
  }

  /**
   * Counts a handshake that came to nothing: too slow, no TLS at all, a version or a certificate
   * that is refused. Any thread.
   */
  void handshakeFailed(Throwable why) {
    failedHandshakes.increment();
    LOG.debug("a TLS handshake failed: {}", why.toString());
  }

  /**
   * Has a client that begins another handshake, which TLS 1.2 has and 1.3 does not, be told that it
   * failed, and cut: each takes the broker far more than the client, and would be counted by no
   * limit. Java begins none without a cipher suite. The channel's event loop, when its first
   * handshake is done.
   */
  static void refuseAnotherHandshake(Channel channel) {
    SslHandler handler = channel.pipeline().get(SslHandler.class);
    if (handler != null) {
      handler.engine().setEnabledCipherSuites(NO_CIPHERS);
    }
  }

  /** How many came to nothing. Any thread. */
  long failedHandshakes() {
    return failedHandshakes.sum();
  }

  /** Makes a listener speak TLS, after {@link #start}. Any thread. */
  void encrypt(HttpServerOptions options) {
    encryption().apply(options, Objects.requireNonNull(inUse, "the certificate is not read yet"));
  }

  private TlsOptions encryption() {
    return new TlsOptions(settings);
  }
}
