package dev.holdfast.broker.security;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Gets a small document over HTTP, in bounded time and memory; follows nobody elsewhere. */
public final class HttpFetch implements JwksUrl.Fetch {
  /** For all of it, in milliseconds. */
  static final long TIMEOUT_MS = 4000;

  /** As much as is read. */
  static final int MAX_BYTES = 512 << 10;

  private static final int OK = 200;

  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(Duration.ofMillis(TIMEOUT_MS))
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final URI url;

  /** Of this document. */
  public HttpFetch(URI url) {
    this.url = url;
  }

  @Override
  public String get() throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(url).header("Accept", "application/json").build();
    CompletableFuture<HttpResponse<byte[]>> answer =
        http.sendAsync(request, info -> new BoundedBody(MAX_BYTES));
    try {
      HttpResponse<byte[]> response = answer.get(TIMEOUT_MS, TimeUnit.MILLISECONDS);
      if (response.statusCode() != OK) {
        throw new IOException(url.getHost() + " answered with status " + response.statusCode());
      }
      return new String(response.body(), StandardCharsets.UTF_8);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new IOException(url.getHost() + " did not answer within " + TIMEOUT_MS + " ms", e);
    } catch (ExecutionException e) {
      throw new IOException(url.getHost() + ": " + e.getCause(), e);
    }
  }
}
