package dev.holdfast.broker.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Verifies JSON Web Tokens (RFC 7519, with the advice of RFC 8725). Nothing of a token is believed
 * before its signature is checked with a key that was configured for the algorithm; addresses and
 * keys in its header are not looked at. Takes some 100 µs: not for an event loop. Any thread.
 */
public final class JwtAuthenticator {
  /** Their {@code typ}; a token of another type was issued for something else (RFC 8725, 3.11). */
  private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");

  /** More are not tried for a token that names no key. */
  private static final int MAX_TRIED = 16;

  private final List<KeySource> sources;
  private final JwtRules rules;
  private final JwtClaims claims;

  /** With the keys of all these sources. */
  public JwtAuthenticator(List<KeySource> sources, JwtRules rules) {
    this.sources = List.copyOf(sources);
    this.rules = rules;
    this.claims = new JwtClaims(rules);
  }

  /** Whether it has the form of one: three parts. Cheap. */
  static boolean looksLikeOne(String token) {
    int first = token.indexOf('.');
    return first > 0 && token.indexOf('.', first + 1) > first;
  }

  /** Who the token is about, or why it is not taken. */
  AuthResult check(String token, long nowMs) {
    try {
      SignedJWT jwt = SignedJWT.parse(token);
      JWSHeader header = jwt.getHeader();
      JwtAlgorithm algorithm = allowed(header);
      if (algorithm == null) {
        return AuthResult.refused(Refusal.ALGORITHM);
      }
      JOSEObjectType type = header.getType();
      if (type != null && !TYPES.contains(type.getType().toLowerCase(Locale.ROOT))) {
        return AuthResult.refused(Refusal.TYPE);
      }
      List<VerificationKey> fitting = fitting(algorithm, header.getKeyID());
      for (VerificationKey key : fitting.subList(0, Math.min(fitting.size(), MAX_TRIED))) {
        if (isSignedWith(jwt, key)) {
          return signed(claims.read(jwt.getJWTClaimsSet(), token, nowMs), key);
        }
      }
      return notSigned(algorithm, header.getKeyID(), fitting);
    } catch (ParseException | RuntimeException e) {
      // Whatever a parser makes of what a stranger has written, it is no token.
      return AuthResult.refused(Refusal.MALFORMED);
    }
  }

  private static AuthResult signed(AuthResult read, VerificationKey key) {
    return read instanceof AuthResult.Known known
        ? new AuthResult.Known(known.principal(), key.print())
        : read;
  }

  /**
   * None of the keys that fit has signed it. A key without a name fits every name, so that it has
   * not says nothing of the one that the token names, as long as there may be others.
   */
  private AuthResult notSigned(
      JwtAlgorithm algorithm, @Nullable String kid, List<VerificationKey> fitting) {
    boolean tried =
        mayHaveMore(algorithm)
            ? fitting.stream().anyMatch(key -> key.isNamed(kid))
            : !fitting.isEmpty();
    if (tried) {
      return AuthResult.refused(Refusal.SIGNATURE);
    }
    return lacksKeys()
        ? new AuthResult.Undecided("the keys for tokens could not be had yet")
        : AuthResult.refused(Refusal.UNKNOWN_KEY);
  }

  /** Secrets are published nowhere. */
  private boolean mayHaveMore(JwtAlgorithm algorithm) {
    return algorithm != JwtAlgorithm.HS256 && sources.stream().anyMatch(KeySource::mayHaveMore);
  }

  /** Whether it still has the key that a token was signed with. Cheap. */
  boolean hasKey(String print) {
    for (KeySource source : sources) {
      List<VerificationKey> keys = source.keys();
      if (keys != null && keys.stream().anyMatch(key -> key.print().equals(print))) {
        return true;
      }
    }
    return false;
  }

  private @Nullable JwtAlgorithm allowed(JWSHeader header) {
    for (JwtAlgorithm algorithm : rules.algorithms()) {
      if (algorithm.isCalled(header.getAlgorithm().getName())) {
        return algorithm;
      }
    }
    return null;
  }

  private List<VerificationKey> fitting(JwtAlgorithm algorithm, @Nullable String kid) {
    List<VerificationKey> fitting = new ArrayList<>();
    for (KeySource source : sources) {
      List<VerificationKey> keys = source.keys();
      if (keys != null) {
        keys.stream().filter(key -> key.fits(algorithm, kid)).forEach(fitting::add);
      }
    }
    return fitting;
  }

  private static boolean isSignedWith(SignedJWT jwt, VerificationKey key) {
    try {
      return jwt.verify(key.verifier());
    } catch (JOSEException e) {
      return false;
    }
  }

  private boolean lacksKeys() {
    return sources.stream().anyMatch(source -> source.keys() == null);
  }

  /**
   * Looks for newer keys, for a token that names one that is not known.
   *
   * @return as {@link KeySource#refresh()}
   */
  @Nullable CompletionStage<?> refreshKeys() {
    List<CompletableFuture<?>> begun = new ArrayList<>();
    for (KeySource source : sources) {
      CompletionStage<?> refresh = source.refresh();
      if (refresh != null) {
        begun.add(refresh.toCompletableFuture());
      }
    }
    return begun.isEmpty()
        ? null
        : CompletableFuture.allOf(begun.toArray(CompletableFuture[]::new));
  }
}
