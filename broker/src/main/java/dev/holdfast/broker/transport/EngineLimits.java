package dev.holdfast.broker.transport;

/**
 * How long and how much a client may take of the transport. {@link
 * dev.holdfast.broker.limits.ConnectionLimits} says who may connect at all.
 *
 * @param requestTimeoutMs from the beginning of a connection or a request to the end of its
 *     headers; also how long a connection may stay that serves no known client and is asked nothing
 * @param messageTimeoutMs from the first byte of a body or a WebSocket message to its last
 * @param idleTimeoutMs how long a connection of a known client may stay that is asked nothing
 * @param writeTimeoutMs a connection that takes nothing for so long while bytes wait is cut
 * @param maxRequestLineBytes longest first line of a request
 * @param maxHeaderBytes most of all headers of a request together
 * @param maxInflateRatio most times its length that a long message may inflate to
 * @param maxOutboundBytes what may wait for all connections together before slow ones get no more
 * @param maxUnknownBytes longest message or body of a session whose client is not known yet, where
 *     that is less than is taken of the others
 * @param pages whose requests are not refused: those with an {@code Origin}
 */
public record EngineLimits(
    int requestTimeoutMs,
    int messageTimeoutMs,
    int idleTimeoutMs,
    int writeTimeoutMs,
    int maxRequestLineBytes,
    int maxHeaderBytes,
    int maxInflateRatio,
    long maxOutboundBytes,
    int maxUnknownBytes,
    PageRule pages) {
  /** Those of an empty configuration file, without authentication. */
  public static EngineLimits defaults() {
    return new EngineLimits(
        5_000,
        30_000,
        120_000,
        10_000,
        4096,
        8192,
        100,
        256L << 20,
        Integer.MAX_VALUE,
        PageRule.THIS_MACHINE);
  }
}
