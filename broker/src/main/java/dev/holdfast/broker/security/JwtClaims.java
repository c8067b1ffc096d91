package dev.holdfast.broker.security;

import com.nimbusds.jwt.JWTClaimsSet;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks what a verified token says, and makes a principal of it. Any thread. */
final class JwtClaims {
  private final JwtRules rules;

  JwtClaims(JwtRules rules) {
    this.rules = rules;
  }

  /** Who it is about, or why it is not taken. */
  AuthResult read(JWTClaimsSet claims, String token, long nowMs) {
    Refusal refusal = refusal(claims, nowMs);
    if (refusal != null) {
      return AuthResult.refused(refusal);
    }
    Map<String, List<String>> texts = texts(claims);
    List<String> subject = texts.getOrDefault(rules.names().subject(), List.of());
    if (subject.size() != 1 || !Subjects.isLegal(subject.get(0))) {
      return AuthResult.refused(Refusal.SUBJECT);
    }
    texts.put("sub", subject);
    return new AuthResult.Known(
        new Principal(
            subject.get(0),
            roles(claims.getClaim(rules.names().roles())),
            texts,
            endMs(claims),
            CredentialIds.of(claims.getJWTID(), token)));
  }

  private @Nullable Refusal refusal(JWTClaimsSet claims, long nowMs) {
    if (!rules.issuer().isEmpty() && !rules.issuer().equals(claims.getIssuer())) {
      return Refusal.ISSUER;
    }
    if (!rules.takes(claims.getAudience())) {
      return Refusal.AUDIENCE;
    }
    if (claims.getExpirationTime() == null && rules.requireExpiry()) {
      return Refusal.NO_EXPIRY;
    }
    if (endMs(claims) <= nowMs) {
      return Refusal.EXPIRED;
    }
    boolean early =
        isAfter(claims.getNotBeforeTime(), nowMs) || isAfter(claims.getIssueTime(), nowMs);
    return early ? Refusal.NOT_YET_VALID : null;
  }

  private boolean isAfter(@Nullable Date time, long nowMs) {
    return time != null && time.toInstant().toEpochMilli() - rules.clockSkewMs() > nowMs;
  }

  private long endMs(JWTClaimsSet claims) {
    Date expiry = claims.getExpirationTime();
    return expiry == null
        ? Principal.NEVER
        : expiry.toInstant().toEpochMilli() + rules.clockSkewMs();
  }

  /** Lists and single values alike; what is neither text nor number is left out. */
  private static Map<String, List<String>> texts(JWTClaimsSet claims) {
    Map<String, List<String>> texts = new HashMap<>();
    claims.getClaims().forEach((name, value) -> put(texts, name, value));
    return texts;
  }

  private static void put(Map<String, List<String>> texts, String name, @Nullable Object value) {
    if (value instanceof List<?> list) {
      List<String> items = new ArrayList<>();
      for (Object item : list) {
        String text = text(item);
        if (text != null) {
          items.add(text);
        }
      }
      texts.put(name, List.copyOf(items));
    } else {
      String text = text(value);
      if (text != null) {
        texts.put(name, List.of(text));
      }
    }
  }

  private static @Nullable String text(@Nullable Object value) {
    if (value instanceof Date date) {
      return Long.toString(date.toInstant().getEpochSecond());
    }
    return value instanceof String || value instanceof Number ? value.toString() : null;
  }

  private static Set<String> roles(@Nullable Object value) {
    Set<String> roles = new LinkedHashSet<>();
    if (value instanceof String text) {
      roles.addAll(List.of(text.strip().split("\\s+", -1)));
    } else if (value instanceof List<?> list) {
      list.stream().filter(String.class::isInstance).map(String.class::cast).forEach(roles::add);
    }
    roles.remove("");
    return roles;
  }
}
