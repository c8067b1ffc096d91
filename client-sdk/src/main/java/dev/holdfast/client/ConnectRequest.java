package dev.holdfast.client;

import java.util.Optional;

/** A client's wish to join the namespace. Immutable. */
public interface ConnectRequest {
  /** The sid that the session has, or will have. */
  String sid();

  /** The client, if it has a name. */
  Optional<String> clientId();

  /** The namespace. */
  String namespace();

  /**
   * What the client sent with its CONNECT ({@code auth} in stock clients), bound by Jackson; an
   * empty object when it sent nothing.
   *
   * @throws IllegalArgumentException when it cannot be bound to {@code type}
   */
  <T> T auth(Class<T> type);

  /** One entry of it: a text, number or boolean as text. */
  Optional<String> auth(String key);

  /** The HTTP request that the connection began with. */
  Handshake handshake();
}
