package dev.holdfast.broker.session;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything a client can ask for, and whether it takes a permission. {@code VerbPermissionsTest}
 * goes through them all: a verb is not complete before that says what it needs.
 */
enum Verb {
  EMIT("$emit"),
  CANCEL("$cancel"),
  ACK("$ack"),
  NACK("$nack"),
  JOIN("$join"),
  LEAVE("$leave"),
  ROOMS("$rooms"),
  HISTORY("$history"),
  TOKEN("$token"),
  DEAD_LETTERS("$deadLetters"),
  ASK("$ask"),
  SESSIONS("$sessions"),
  DISCONNECT("$disconnect"),
  REPLY("$reply");

  private static final Map<String, Verb> BY_NAME =
      Stream.of(values()).collect(Collectors.toMap(Verb::wireName, Function.identity()));

  private final String wireName;

  Verb(String wireName) {
    this.wireName = wireName;
  }

  /** The name of the event that asks for it. */
  String wireName() {
    return wireName;
  }

  /** Null when no verb has this name. */
  static @Nullable Verb of(String name) {
    return BY_NAME.get(name);
  }
}
