package dev.holdfast.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** A client over long-polling, packet by packet. Used by one thread. */
final class PollingClient {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String PARTING = "\u001e";

  private final String url;
  private final Deque<String> received = new ArrayDeque<>();
  private final String sid;

  private PollingClient(int port) {
    url = "http://127.0.0.1:" + port + "/socket.io/?EIO=4&transport=polling";
    String open = request(HttpRequest.newBuilder(URI.create(url))).body();
    assertThat(open).startsWith("0{");
    sid = open.replaceFirst(".*\"sid\":\"([^\"]+)\".*", "$1");
  }

  /** A session that has joined no namespace. */
  static PollingClient open(int port) {
    return new PollingClient(port);
  }

  PollingClient send(String packet) {
    HttpRequest.BodyPublisher body = HttpRequest.BodyPublishers.ofString(packet);
    HttpResponse<String> answer = request(builder().POST(body));
    assertThat(answer.statusCode()).isEqualTo(200);
    return this;
  }

  /** The next packet that is no ping; pings are answered. */
  String next() {
    while (received.isEmpty()) {
      HttpResponse<String> answer = poll();
      assertThat(answer.statusCode()).isEqualTo(200);
      received.addAll(List.of(answer.body().split(PARTING, -1)));
    }
    String packet = received.remove();
    if (packet.equals("2")) {
      send("3");
      return next();
    }
    return packet;
  }

  /** What a poll is answered with. */
  HttpResponse<String> poll() {
    return request(builder());
  }

  private HttpRequest.Builder builder() {
    return HttpRequest.newBuilder(URI.create(url + "&sid=" + sid)).timeout(Duration.ofSeconds(20));
  }

  private static HttpResponse<String> request(HttpRequest.Builder request) {
    try {
      return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
