package dev.holdfast.broker.transport;

/**
 * What is compressed, for clients that accept it.
 *
 * @param webSocket messages on WebSockets (permessage-deflate, RFC 7692)
 * @param polling answers to polls (gzip or deflate)
 * @param thresholdBytes what is smaller is sent as it is
 */
public record Compression(boolean webSocket, boolean polling, int thresholdBytes) {
  private static final int THRESHOLD_BYTES = 1024;

  /** As the reference server: polling only, from 1024 bytes on. */
  public static Compression defaults() {
    return new Compression(false, true, THRESHOLD_BYTES);
  }
}
