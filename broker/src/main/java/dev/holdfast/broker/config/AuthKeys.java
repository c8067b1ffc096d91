package dev.holdfast.broker.config;

import static dev.holdfast.broker.config.ScalarTypes.bool;
import static dev.holdfast.broker.config.ScalarTypes.integer;
import static dev.holdfast.broker.config.ScalarTypes.longInteger;
import static dev.holdfast.broker.config.ScalarTypes.text;

import java.net.URI;
import java.util.List;
import java.util.Set;

/** The group {@code auth}: who may connect. */
final class AuthKeys {
  private static final Set<String> ALGORITHMS = Set.of("HS256", "RS256", "ES256");
  private static final Set<String> THIS_MACHINE = Set.of("127.0.0.1", "localhost", "[::1]");
  private static final long MINUTE_MS = 60_000;

  static final Key<String> TOKENS_FILE =
      file(
          "auth.tokensFile",
          "File of static tokens, as hashes: `holdfast token` makes a token and its line. Read"
              + " again when it changes. Authentication is on as soon as there is one way to show"
              + " who one is: this, tokens of an issuer (`jwt…`) or certificates.");

  static final Key<String> JWT_SECRET_FILE =
      file(
          "auth.jwtSecretFile",
          "File with the secret for tokens signed with HS256: at least 32 random bytes.");

  static final Key<String> JWT_PUBLIC_KEYS_FILE =
      file(
          "auth.jwtPublicKeysFile",
          "File in PEM with public keys or certificates for tokens signed with RS256 or ES256.");

  static final Key<String> JWKS_FILE =
      file("auth.jwksFile", "File with a JSON Web Key Set for tokens signed with RS256 or ES256.");

  static final Key<String> JWKS_URL =
      new Key<>(
          "auth.jwksUrl",
          text("an https URL, an http URL of this machine, or empty", AuthKeys::isKeyUrl),
          "",
          "Where the issuer publishes its JSON Web Key Set. Fetched again when a token names a key"
              + " that is not known, at most every 10 s; `auth.jwtIssuer` and `auth.jwtAudience`"
              + " must be set with it.");

  static final Key<Long> JWKS_REFRESH =
      new Key<>(
          "auth.jwksRefreshMs",
          longInteger(10_000, 24 * Units.HOUR_MS),
          5 * MINUTE_MS,
          "How old keys of `auth.jwksUrl` get before they are fetched again.");

  static final Key<List<String>> JWT_ALGORITHMS =
      new Key<>(
          "auth.jwtAlgorithms",
          new TextListType(text("HS256, RS256 or ES256", ALGORITHMS::contains)),
          List.of("HS256", "RS256", "ES256"),
          "How tokens may be signed. Each algorithm takes keys of its own type only, whatever a"
              + " token says.");

  static final Key<String> JWT_ISSUER =
      new Key<>(
          "auth.jwtIssuer", anyText(), "", "The issuer (`iss`) that tokens must have; empty: any.");

  static final Key<String> JWT_AUDIENCE =
      new Key<>(
          "auth.jwtAudience",
          anyText(),
          "",
          "An audience (`aud`) that tokens must be for; empty: any.");

  static final Key<String> JWT_SUBJECT_CLAIM =
      new Key<>(
          "auth.jwtSubjectClaim",
          text("the name of a claim", name -> !name.isBlank()),
          "sub",
          "The claim of a token that is the client's id.");

  static final Key<String> JWT_ROLES_CLAIM =
      new Key<>(
          "auth.jwtRolesClaim",
          text("the name of a claim", name -> !name.isBlank()),
          "roles",
          "The claim of a token that holds the client's roles: a list, or a text with spaces.");

  static final Key<Long> JWT_CLOCK_SKEW =
      new Key<>(
          "auth.jwtClockSkewMs",
          longInteger(0, MINUTE_MS),
          3000L,
          "How far the clocks of issuer and broker may be apart: a token is good for this long"
              + " before its `nbf` and after its `exp`.");

  static final Key<Boolean> JWT_REQUIRE_EXPIRY =
      new Key<>(
          "auth.jwtRequireExpiry",
          bool(),
          true,
          "Whether tokens must expire (`exp`). One that does not is good until its key is gone or"
              + " it is revoked.");

  static final Key<Boolean> CERTIFICATES =
      new Key<>(
          "auth.certificates",
          bool(),
          false,
          "Whether a client certificate that TLS has verified is a credential: its common name is"
              + " the client's id. Needs `tls.clientAuth`, as clients show none that are not"
              + " asked.");

  static final Key<Boolean> ANONYMOUS =
      new Key<>(
          "auth.anonymous",
          bool(),
          false,
          "Whether a client without a credential is let in, with the role `anonymous` and without"
              + " a client id.");

  static final Key<Boolean> DEVICES =
      new Key<>(
          "auth.devices",
          bool(),
          false,
          "Whether a client may connect as `<subject>/<device>`, too, each with a queue of its own."
              + " Set `clientExpiryMs` of the namespaces then: nothing else ends the queues of"
              + " devices that do not come back.");

  static final Key<String> REVOCATION_FILE =
      file(
          "auth.revocationFile",
          "File of credentials and subjects that are not good any more. Looked at every second;"
              + " their sessions are cut.");

  static final Key<String> PERMISSIONS_FILE =
      file(
          "auth.permissionsFile",
          "File that says who may do what, by client, role and claim; `docs/security.md` has its"
              + " form. Required with authentication, as everything is forbidden that it does not"
              + " allow. Read again when it changes.");

  static final Key<Integer> MAX_CONNECT =
      new Key<>(
          "auth.maxConnectBytes",
          integer(256, 1 << 20),
          4096,
          "Longest connect payload with its credential.");

  static final Key<Long> REFRESH_BEFORE =
      new Key<>(
          "auth.refreshBeforeMs",
          longInteger(0, Units.HOUR_MS),
          MINUTE_MS,
          "How long before its credential ends a connected client is asked for another; never"
              + " before half of its time is over.");

  static final Key<Boolean> INSECURE =
      new Key<>(
          "auth.insecureLetEveryoneIn",
          bool(),
          false,
          "Without authentication the broker serves this machine only, and refuses to start on"
              + " another address. With true it starts, and lets in everybody who can reach it.");

  /** All of them, in the order of the file. */
  static final List<Key<?>> ALL =
      List.of(
          TOKENS_FILE,
          JWT_SECRET_FILE,
          JWT_PUBLIC_KEYS_FILE,
          JWKS_FILE,
          JWKS_URL,
          JWKS_REFRESH,
          JWT_ALGORITHMS,
          JWT_ISSUER,
          JWT_AUDIENCE,
          JWT_SUBJECT_CLAIM,
          JWT_ROLES_CLAIM,
          JWT_CLOCK_SKEW,
          JWT_REQUIRE_EXPIRY,
          CERTIFICATES,
          ANONYMOUS,
          DEVICES,
          REVOCATION_FILE,
          PERMISSIONS_FILE,
          MAX_CONNECT,
          REFRESH_BEFORE,
          INSECURE);

  private AuthKeys() {}

  private static Key<String> file(String name, String doc) {
    return new Key<>(name, text("the path of a file, or empty", path -> true), "", doc);
  }

  private static ValueType.Scalar<String> anyText() {
    return text("a text", value -> true);
  }

  /** Keys that come in the clear could be anybody's; on this machine nobody stands between. */
  private static boolean isKeyUrl(String url) {
    if (url.isEmpty()) {
      return true;
    }
    try {
      URI uri = URI.create(url);
      String host = uri.getHost();
      return host != null
          && ("https".equals(uri.getScheme())
              || ("http".equals(uri.getScheme()) && THIS_MACHINE.contains(host)));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** What was given for them. */
  static AuthConfig config(Values given) {
    return new AuthConfig(
        given.get(TOKENS_FILE),
        jwt(given),
        given.get(CERTIFICATES),
        given.get(ANONYMOUS),
        given.get(DEVICES),
        given.get(REVOCATION_FILE),
        given.get(PERMISSIONS_FILE),
        given.get(MAX_CONNECT),
        given.get(REFRESH_BEFORE),
        given.get(INSECURE));
  }

  private static JwtConfig jwt(Values given) {
    return new JwtConfig(
        given.get(JWT_SECRET_FILE),
        given.get(JWT_PUBLIC_KEYS_FILE),
        given.get(JWKS_FILE),
        given.get(JWKS_URL),
        given.get(JWKS_REFRESH),
        given.get(JWT_ALGORITHMS),
        given.get(JWT_ISSUER),
        given.get(JWT_AUDIENCE),
        given.get(JWT_SUBJECT_CLAIM),
        given.get(JWT_ROLES_CLAIM),
        given.get(JWT_CLOCK_SKEW),
        given.get(JWT_REQUIRE_EXPIRY));
  }

  /** Checks which of them need others. */
  static void checkTogether(Values given, Problems problems) {
    checkAskedFor(given, problems);
    checkMeantForUs(given, problems);
  }

  /** Nobody could connect with one, which beside other ways to connect would go unseen. */
  private static void checkAskedFor(Values given, Problems problems) {
    if (given.get(CERTIFICATES) && given.get(TlsKeys.CLIENT_AUTH).equals(TlsKeys.NONE)) {
      given.problem(
          CERTIFICATES,
          "no client would show one, as none is asked: set tls.clientAuth to 'request' or"
              + " 'required', with tls.certFile, tls.keyFile and tls.clientCaFile",
          problems);
    }
  }

  /** A published key set may sign for others too: what is not for this broker must not open it. */
  private static void checkMeantForUs(Values given, Problems problems) {
    if (given.get(JWKS_URL).isEmpty()) {
      return;
    }
    for (Key<String> needed : List.of(JWT_ISSUER, JWT_AUDIENCE)) {
      if (given.get(needed).isEmpty()) {
        given.problem(
            needed,
            "must be set with " + JWKS_URL.name() + ", whose keys may sign for others",
            problems);
      }
    }
  }
}
