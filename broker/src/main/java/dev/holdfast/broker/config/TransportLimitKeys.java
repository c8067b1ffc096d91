package dev.holdfast.broker.config;

import static dev.holdfast.broker.config.ScalarTypes.integer;
import static dev.holdfast.broker.config.ScalarTypes.longInteger;
import static dev.holdfast.broker.config.Units.GIB;
import static dev.holdfast.broker.config.Units.HOUR_MS;
import static dev.holdfast.broker.config.Units.KIB;
import static dev.holdfast.broker.config.Units.MIB;

import java.util.List;

/** Of the group {@code limits}: how long and how much a connection may take. */
final class TransportLimitKeys {
  static final Key<Long> AUTHENTICATION_TIMEOUT =
      new Key<>(
          "limits.authenticationTimeoutMs",
          longInteger(100, HOUR_MS),
          5000L,
          "How long a connection may take to show a good credential, where authentication is on;"
              + " else server.connectTimeoutMs counts.");

  static final Key<Long> REQUEST_TIMEOUT =
      new Key<>(
          "limits.requestTimeoutMs",
          longInteger(100, HOUR_MS),
          5000L,
          "How long a connection has for the line and the headers of a request, and how long one is"
              + " kept that serves no known client and is asked nothing.");

  static final Key<Long> MESSAGE_TIMEOUT =
      new Key<>(
          "limits.messageTimeoutMs",
          longInteger(100, HOUR_MS),
          30_000L,
          "How long a client has for a message or a body that it has begun.");

  static final Key<Long> IDLE_TIMEOUT =
      new Key<>(
          "limits.idleTimeoutMs",
          longInteger(100, HOUR_MS),
          120_000L,
          "How long a connection of a polling client is kept that is asked nothing; two heartbeats"
              + " at least.");

  static final Key<Long> WRITE_TIMEOUT =
      new Key<>(
          "limits.writeTimeoutMs",
          longInteger(100, HOUR_MS),
          10_000L,
          "A connection that takes nothing for so long while bytes wait for it is cut.");

  static final Key<Integer> MAX_REQUEST_LINE =
      new Key<>(
          "limits.maxRequestLineBytes",
          integer(256, MIB),
          4 * KIB,
          "Longest first line of an HTTP request.");

  static final Key<Integer> MAX_HEADER =
      new Key<>(
          "limits.maxHeaderBytes",
          integer(256, MIB),
          8 * KIB,
          "All headers of an HTTP request together.");

  static final Key<Integer> MAX_INFLATE_RATIO =
      new Key<>(
          "limits.maxInflateRatio",
          integer(2, 2000),
          100,
          "How many times its length a compressed message may inflate to, once it is longer than"
              + " 64 KiB.");

  static final Key<Long> MAX_OUTBOUND =
      new Key<>(
          "limits.maxOutboundBytes",
          longInteger(MIB, 1024 * GIB),
          256L * MIB,
          "What may wait for all connections together. Beyond it a slow one gets no more before it"
              + " has taken what it was sent; its queue waits in the log.");

  /** All of them, in the order of the file. */
  static final List<Key<?>> ALL =
      List.of(
          AUTHENTICATION_TIMEOUT,
          REQUEST_TIMEOUT,
          MESSAGE_TIMEOUT,
          IDLE_TIMEOUT,
          WRITE_TIMEOUT,
          MAX_REQUEST_LINE,
          MAX_HEADER,
          MAX_INFLATE_RATIO,
          MAX_OUTBOUND);

  private TransportLimitKeys() {}

  /** What was given for them. */
  static TransportLimitsConfig config(Values given) {
    return new TransportLimitsConfig(
        given.get(AUTHENTICATION_TIMEOUT),
        given.get(REQUEST_TIMEOUT),
        given.get(MESSAGE_TIMEOUT),
        given.get(IDLE_TIMEOUT),
        given.get(WRITE_TIMEOUT),
        given.get(MAX_REQUEST_LINE),
        given.get(MAX_HEADER),
        given.get(MAX_INFLATE_RATIO),
        given.get(MAX_OUTBOUND));
  }
}
