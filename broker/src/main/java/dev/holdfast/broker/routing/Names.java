package dev.holdfast.broker.routing;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which names of rooms, clients and namespaces are legal. */
public final class Names {
  /** The longest legal name, in bytes of UTF-8. */
  public static final int MAX_BYTES = 255;

  private static final Pattern NAMESPACE = Pattern.compile("/[^,?\\p{Cntrl}]{0,254}");

  private Names() {}

  /** Null when {@code room} is a legal room name, else a message that says what would be. */
  public static @Nullable String checkRoom(String room) {
    return check("room name", room);
  }

  /** Null when {@code clientId} is a legal client id, else a message that says what would be. */
  public static @Nullable String checkClientId(String clientId) {
    return check("client id", clientId);
  }

  /**
   * True when a namespace may have this name. The wire ends a namespace at a comma, and its query
   * begins at a question mark.
   */
  public static boolean isNamespace(String name) {
    return NAMESPACE.matcher(name).matches();
  }

  private static @Nullable String check(String what, String name) {
    String wrong = wrong(name);
    return wrong == null
        ? null
        : ("illegal %s: it %s. Legal is 1 to %d bytes of UTF-8 without control characters that does"
                + " not begin with $ or ~")
            .formatted(what, wrong, MAX_BYTES);
  }

  private static @Nullable String wrong(String name) {
    if (name.isEmpty()) {
      return "is empty";
    }
    if (name.length() > MAX_BYTES || name.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      return "is longer than " + MAX_BYTES + " bytes";
    }
    if (name.charAt(0) == '$' || name.charAt(0) == '~') {
      return "begins with " + name.charAt(0);
    }
    for (int i = 0; i < name.length(); i += Character.charCount(name.codePointAt(i))) {
      int character = name.codePointAt(i);
      if (Character.isISOControl(character)) {
        return "has a control character at index " + i;
      }
      if (Character.getType(character) == Character.SURROGATE) {
        return "has half a character at index " + i;
      }
    }
    return null;
  }
}
