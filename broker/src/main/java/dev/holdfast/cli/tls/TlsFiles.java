package dev.holdfast.cli.tls;

import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.File;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What a command trusts, and shows of itself.
 *
 * @param ca the authorities it trusts, in PEM; null for those that Java trusts
 * @param cert the certificate it shows, in PEM; null for none
 * @param key the key of that (PKCS 8, in PEM); null for none
 */
public record TlsFiles(@Nullable Path ca, @Nullable Path cert, @Nullable Path key) {
  /** What Java trusts, and no certificate. */
  public static final TlsFiles NONE = new TlsFiles(null, null, null);

  /**
   * For Netty.
   *
   * @throws IllegalArgumentException when a file cannot be used; names the option
   */
  public SslContext forNetty() {
    SslContextBuilder builder = SslContextBuilder.forClient().sslProvider(SslProvider.JDK);
    try {
      builder.trustManager(file(ca));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--ca-file: " + reason(e), e);
    }
    try {
      if (cert != null) {
        builder.keyManager(file(cert), file(key));
      }
      return builder.build();
    } catch (IllegalArgumentException | SSLException e) {
      throw new IllegalArgumentException("--cert-file, --key-file: " + reason(e), e);
    }
  }

  /**
   * For Java's own HTTP client.
   *
   * @throws IllegalArgumentException as {@link #forNetty}
   */
  public SSLContext forJava() {
    return ((JdkSslContext) forNetty()).context();
  }

  private static @Nullable File file(@Nullable Path path) {
    return path == null ? null : path.toFile();
  }

  private static String reason(Exception e) {
    return e.getCause() == null ? String.valueOf(e.getMessage()) : e.getCause().toString();
  }
}
