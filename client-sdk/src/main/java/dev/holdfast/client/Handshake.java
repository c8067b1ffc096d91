package dev.holdfast.client;

import java.time.Instant;
import java.util.Map;

/**
 * The HTTP request that a connection began with.
 *
 * @param address the client's IP address
 * @param time when it came
 * @param url path and query
 * @param headers by name in lower case
 * @param query its parameters, the values of a repeated one joined by commas
 * @param secure true when it came encrypted
 */
public record Handshake(
    String address,
    Instant time,
    String url,
    Map<String, String> headers,
    Map<String, String> query,
    boolean secure) {
  /** Copies the maps. */
  public Handshake {
    headers = Map.copyOf(headers);
    query = Map.copyOf(query);
  }
}
