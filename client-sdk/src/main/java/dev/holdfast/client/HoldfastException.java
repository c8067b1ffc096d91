package dev.holdfast.client;

import java.io.IOException;
import java.time.Duration;

/** The broker refused a request, or the client could not carry it out. */
public class HoldfastException extends RuntimeException {
  /** The client was closed before the request was answered. */
  public static final String CLOSED = "closed";

  /** The request is larger than the broker takes. */
  public static final String TOO_LARGE = "too_large";

  /** The answer makes no sense to this client. */
  public static final String BAD_ANSWER = "bad_answer";

  /** The connection was lost, or there was none, for a request that must not be sent twice. */
  public static final String CONNECTION_LOST = "connection_lost";

  /** The session that was asked has not answered in time. */
  public static final String NO_ANSWER = "no_answer";

  /** There are more sessions than the broker lists. */
  public static final String TOO_MANY_SESSIONS = "too_many_sessions";

  /** The broker takes nothing just now: it has too little room on its disk. */
  public static final String READ_ONLY = "read-only";

  /** The broker asks for a credential, and has none that is good. */
  public static final String UNAUTHORIZED = "unauthorized";

  /** The queue of a client that the event is for is as full as it may be. */
  public static final String QUEUE_FULL = "queue-full";

  /** The client asks for more than a limit of the broker allows: {@link #retryAfter()}. */
  public static final String LIMIT = "limit";

  /** The client waits for as many receipts as it may. */
  public static final String TOO_MANY_RECEIPTS = "too-many-receipts";

  /** As many events wait for their time as the broker keeps. */
  public static final String TOO_MANY_SCHEDULED = "too-many-scheduled";

  /** A time to live, or a time of delivery, that the broker does not take. */
  public static final String BAD_TIME = "bad-time";

  /** The number of an emit is below one that is stored. */
  public static final String SEQUENCE_PASSED = "sequence-passed";

  /** Another client, of this process or another one, has the directory. */
  public static final String IN_USE = "in_use";

  /** A file of the outbox or of the receive filter could not be read or written, or is damaged. */
  public static final String DISK_FAILED = "disk_failed";

  private static final long serialVersionUID = 1L;

  private final String code;
  private final Duration retryAfter;

  /**
   * With what went wrong.
   *
   * @param code for programs: one of the broker's error codes or of this class's constants
   * @param message for people
   */
  public HoldfastException(String code, String message) {
    this(code, message, Duration.ZERO);
  }

  /**
   * With when it makes sense to try again.
   *
   * @param retryAfter as {@link #retryAfter()}
   */
  public HoldfastException(String code, String message, Duration retryAfter) {
    super(message);
    this.code = code;
    this.retryAfter = retryAfter;
  }

  /** Of code {@link #DISK_FAILED}, with this cause. */
  public static HoldfastException ofDisk(IOException cause) {
    HoldfastException failure =
        new HoldfastException(DISK_FAILED, String.valueOf(cause.getMessage()));
    failure.initCause(cause);
    return failure;
  }

  /** Of code {@link #TOO_LARGE}, for a message of so many bytes. */
  public static HoldfastException ofSize(long bytes, long most) {
    return new HoldfastException(TOO_LARGE, bytes + " bytes; the broker takes " + most);
  }

  /** For programs: one of the broker's error codes or of this class's constants. */
  public String code() {
    return code;
  }

  /** How long the broker wants to be left alone before the next attempt; zero: it did not say. */
  public Duration retryAfter() {
    return retryAfter;
  }
}
