package dev.holdfast.cli.operate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Asks a broker's admin API. Used by one thread. */
final class AdminClient {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  /** As many as the API gives at once. */
  private static final int PAGE = 1000;

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final URI base;
  private final String token;

  /**
   * Of an API.
   *
   * @param token empty for none
   */
  AdminClient(URI base, String token) {
    if (base.getHost() == null) {
      throw new IllegalArgumentException("'" + base + "' is no URL like http://127.0.0.1:7480");
    }
    this.base = base;
    this.token = token;
  }

  /** A path, with what stands for its braces encoded, and the query. */
  static final class Call {
    private final String path;
    private final Map<String, String> query = new LinkedHashMap<>();

    private Call(String path) {
      this.path = path;
    }

    static Call to(String template, String... values) {
      String path = template;
      for (String value : values) {
        path = path.replaceFirst("\\{[^}]*}", encoded(value).replace("$", "\\$"));
      }
      return new Call(path);
    }

    Call with(String name, String value) {
      query.put(name, value);
      return this;
    }

    private String text() {
      StringBuilder out = new StringBuilder(path);
      char before = '?';
      for (Map.Entry<String, String> each : query.entrySet()) {
        out.append(before).append(each.getKey()).append('=').append(encoded(each.getValue()));
        before = '&';
      }
      return out.toString();
    }

    private static String encoded(String text) {
      return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
  }

  /** Is given each item of a list; false ends it. */
  @FunctionalInterface
  interface Items {
    boolean take(JsonNode item);
  }

  /**
   * Reads.
   *
   * @throws IOException when the API is not there, or refuses; the message says why
   */
  JsonNode get(Call call) throws IOException, InterruptedException {
    return send(request(call).GET().build());
  }

  /** Goes through a list of any length, a page at a time. */
  void list(Call call, String name, Items items) throws IOException, InterruptedException {
    call.with("limit", Integer.toString(PAGE));
    boolean more = true;
    while (more) {
      JsonNode page = get(call);
      for (JsonNode item : page.path(name)) {
        if (!items.take(item)) {
          return;
        }
      }
      more = page.path("next").isTextual();
      call.with("after", page.path("next").asText());
    }
  }

  /** Changes something. */
  JsonNode post(Call call, ObjectNode body) throws IOException, InterruptedException {
    return send(
        request(call)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build());
  }

  private HttpRequest.Builder request(Call call) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(call.text())).timeout(TIMEOUT);
    return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
  }

  private JsonNode send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> response;
    try {
      response = http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IOException(
          "no admin API answers at %s: %s. It is on with admin.enabled: true".formatted(base, e),
          e);
    }
    JsonNode answer = parsed(response.body());
    if (response.statusCode() / 100 != 2) {
      JsonNode error = answer.path("error");
      throw new IOException(
          error.path("code").asText("HTTP " + response.statusCode())
              + ": "
              + error.path("message").asText("this is no admin API of Holdfast"));
    }
    return answer;
  }

  private static JsonNode parsed(String body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      return JSON.missingNode();
    }
  }
}
