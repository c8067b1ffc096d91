package dev.holdfast.broker.session;

import dev.holdfast.broker.transport.CloseReason;

/**
 * Why a session ended, as back-ends are told: one closed catalogue, labelled as the reference
 * server labels its {@code disconnect} reasons where it has one.
 */
enum EndReason {
  TRANSPORT_CLOSE("transport close"),
  TRANSPORT_ERROR("transport error"),
  PING_TIMEOUT("ping timeout"),
  PARSE_ERROR("parse error"),
  FORCED_CLOSE("forced close"),
  SERVER_SHUTTING_DOWN("server shutting down"),
  /**
   * The client's credential expired or was taken back; the reference server knows nothing alike.
   */
  CREDENTIAL_ENDED("credential ended"),
  /** The client left the namespace. */
  CLIENT_DISCONNECT("client namespace disconnect"),
  /** A back-end had it disconnected. */
  SERVER_DISCONNECT("server namespace disconnect"),
  /** The client connected again; the reference server knows nothing like it. */
  TAKEN_OVER("taken over");

  private final String label;

  EndReason(String label) {
    this.label = label;
  }

  /** As it stands in {@code $disconnect}. */
  String label() {
    return label;
  }

  /** True when the session was ended on purpose, so that it cannot be recovered. */
  boolean isFinal() {
    return this == CLIENT_DISCONNECT || this == SERVER_DISCONNECT;
  }

  /** Of a session whose connection was closed. */
  static EndReason of(CloseReason reason) {
    return switch (reason) {
      case TRANSPORT_CLOSE -> TRANSPORT_CLOSE;
      case TRANSPORT_ERROR -> TRANSPORT_ERROR;
      case PING_TIMEOUT -> PING_TIMEOUT;
      case PARSE_ERROR -> PARSE_ERROR;
      case FORCED_CLOSE, TRY_AGAIN -> FORCED_CLOSE;
      case SERVER_SHUTTING_DOWN -> SERVER_SHUTTING_DOWN;
      case CREDENTIAL_ENDED -> CREDENTIAL_ENDED;
    };
  }
}
