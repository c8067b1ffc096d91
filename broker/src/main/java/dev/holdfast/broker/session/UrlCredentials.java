package dev.holdfast.broker.session;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds credentials in the query of a URL, where they do not belong: URLs stand in logs, histories
 * and the memory of proxies.
 */
final class UrlCredentials {
  /** What is told to whoever sends one; names nothing of what was sent. */
  static final String OBJECTION =
      "a credential does not belong in a URL: send it as token in the connect payload (auth), or"
          + " in the header Authorization";

  private static final Set<String> NAMES =
      Set.of(
          "token",
          "access_token",
          "id_token",
          "refresh_token",
          "jwt",
          "bearer",
          "authorization",
          "auth",
          "apikey",
          "api_key",
          "password",
          "secret");

  /** A JSON Web Token, and a static token of this broker. */
  private static final Pattern VALUE =
      Pattern.compile("eyJ[\\w-]+\\.[\\w-]+\\.[\\w-]*|hft_[\\w-]{20,}");

  private UrlCredentials() {}

  /** Whether there is one. */
  static boolean areIn(Map<String, List<String>> query) {
    return query.entrySet().stream()
        .anyMatch(
            parameter ->
                NAMES.contains(parameter.getKey().toLowerCase(Locale.ROOT))
                    || parameter.getValue().stream()
                        .anyMatch(value -> VALUE.matcher(value).matches()));
  }
}
