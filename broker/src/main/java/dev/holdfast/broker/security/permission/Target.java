package dev.holdfast.broker.security.permission;

/**
 * Whom an event is for, as a rule writes it: {@code room:NAME}, {@code client:ID}, {@code
 * sessions}, {@code everyone}, or {@code *} for all of these.
 *
 * @param kind which of them
 * @param name the room or the client id; {@code *} where the kind has no names
 */
public record Target(Kind kind, Pattern name) {
  private static final String ROOM = "room:";
  private static final String CLIENT = "client:";
  private static final Pattern ALL = Pattern.parse("*");

  /** What can be a target. */
  public enum Kind {
    /** A room. */
    ROOM,
    /** The inbox of a client. */
    CLIENT,
    /** Any one session, named by its sid. */
    SESSION,
    /** All clients of the namespace. */
    EVERYONE,
    /** All of the above. */
    ANY
  }

  /**
   * Reads a target.
   *
   * @throws IllegalArgumentException with a message that says what would be right
   */
  public static Target parse(String text) {
    if (text.startsWith(ROOM) && text.length() > ROOM.length()) {
      return new Target(Kind.ROOM, Pattern.parse(text.substring(ROOM.length())));
    } else if (text.startsWith(CLIENT) && text.length() > CLIENT.length()) {
      return new Target(Kind.CLIENT, Pattern.parse(text.substring(CLIENT.length())));
    }
    return switch (text) {
      case "sessions" -> new Target(Kind.SESSION, ALL);
      case "everyone" -> new Target(Kind.EVERYONE, ALL);
      case "*" -> new Target(Kind.ANY, ALL);
      default ->
          throw new IllegalArgumentException(
              "'%s' is no target; legal are room:NAME, client:ID, sessions, everyone and *"
                  .formatted(text));
    };
  }
}
