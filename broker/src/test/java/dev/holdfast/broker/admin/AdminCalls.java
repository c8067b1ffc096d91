package dev.holdfast.broker.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Requests to an admin API of this machine, as an operator's tool makes them. */
public final class AdminCalls {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final HttpClient http = HttpClient.newHttpClient();
  private final int port;
  private final String token;

  /** An answer. */
  public record Reply(int status, JsonNode body) {
    /** The code of a refusal. */
    public String code() {
      return body.path("error").path("code").asText();
    }
  }

  /** Without a token. */
  public AdminCalls(int port) {
    this(port, "");
  }

  /** With this token, unless it is empty. */
  public AdminCalls(int port, String token) {
    this.port = port;
    this.token = token;
  }

  public Reply get(String target, String... headers) {
    return send(request(target, headers).GET());
  }

  /** Posts a JSON object in which apostrophes stand for quotes. */
  public Reply post(String target, String json, String... headers) {
    HttpRequest.Builder request = request(target, headers);
    request.setHeader("Content-Type", "application/json");
    return send(request.POST(HttpRequest.BodyPublishers.ofString(json.replace('\'', '"'))));
  }

  /** A request that is sent as it is by {@link #send}. */
  public HttpRequest.Builder request(String target, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + target)).timeout(PATIENCE);
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    return request;
  }

  public Reply send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Reply(response.statusCode(), JSON.readTree(response.body()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
