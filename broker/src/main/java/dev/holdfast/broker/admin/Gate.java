package dev.holdfast.broker.admin;

import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who may pass. Web pages may not: a browser that an operator uses could be made to ask in his
 * name, and where no credentials are asked for, reaching the loopback address is all it takes. So
 * what carries the marks of a browser's page is refused, and without credentials also what was sent
 * to any name but the machine's own, as it is where a page's name was bound to it (DNS rebinding).
 * Immutable.
 */
final class Gate {
  private static final String BEARER = "Bearer ";
  private static final Set<String> CREDENTIALS =
      Set.of("token", "access_token", "authorization", "password");
  private static final Pattern LITERAL = Pattern.compile("[0-9.]+|\\[[0-9a-fA-F:.%]+]");

  private final String host;
  private final @Nullable Operators operators;

  /**
   * For a server on this host.
   *
   * @param operators null where no credentials are asked for
   */
  Gate(String host, @Nullable Operators operators) {
    this.host = host;
    this.operators = operators;
  }

  /** True for an address that only this machine reaches. */
  static boolean isLoopback(String host) {
    try {
      return Stream.of(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /** Refuses what a browser sent for a page, and credentials where they would be logged. */
  void checkSender(HttpServerRequest request) throws AdminException {
    String site = request.getHeader("Sec-Fetch-Site");
    if (request.getHeader("Origin") != null || (site != null && !site.equals("none"))) {
      throw new AdminException(403, "forbidden-origin", "web pages may not use the admin API");
    }
    if (operators == null && !isOurs(request)) {
      throw new AdminException(
          403, "forbidden-host", "without admin.tokensFile, ask by address or as localhost");
    }
    if (hasCredential(request)) {
      throw AdminException.badRequest(
          "credentials do not belong into a URL: send them as 'Authorization: Bearer …'");
    }
  }

  private static boolean hasCredential(HttpServerRequest request) throws AdminException {
    try {
      return request.params().names().stream().anyMatch(CREDENTIALS::contains);
    } catch (IllegalArgumentException e) {
      throw AdminException.badRequest("the query is not encoded as it should be");
    }
  }

  private boolean isOurs(HttpServerRequest request) {
    String asked = request.authority() == null ? null : request.authority().host();
    return asked != null
        && (asked.equalsIgnoreCase("localhost")
            || asked.equalsIgnoreCase(host)
            || LITERAL.matcher(asked).matches()
            || asked.indexOf(':') >= 0);
  }

  /** Who asks; refused without a credential that is known, where there are any. */
  Operator identify(HttpServerRequest request) throws AdminException {
    if (operators == null) {
      return Operator.LOCAL;
    }
    String given = request.getHeader("Authorization");
    if (given == null || !given.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      throw unauthorized("this takes a token: 'Authorization: Bearer …'");
    }
    Operator found = operators.find(given.substring(BEARER.length()).trim());
    if (found == null) {
      throw unauthorized("this token is not in admin.tokensFile, or not any more");
    }
    return found;
  }

  private static AdminException unauthorized(String message) {
    return new AdminException(401, "unauthorized", message);
  }

  /** Whether this operator may do what the route does. */
  static void checkAccess(Operator operator, Access access) throws AdminException {
    if (!operator.may(access)) {
      throw new AdminException(
          403, "forbidden", "'" + operator.name() + "' may read only: this takes the role write");
    }
  }

  /** A change must say that it is JSON, which no form of a web page can. */
  static void checkContent(HttpServerRequest request) throws AdminException {
    String type = request.getHeader("Content-Type");
    String media = type == null ? "" : type.split(";", 2)[0].trim();
    if (!media.equalsIgnoreCase(AdminReply.JSON)) {
      throw new AdminException(
          415, "bad-content-type", "changes are sent with 'Content-Type: application/json'");
    }
  }
}
