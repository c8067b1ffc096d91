package dev.holdfast.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.RSAKey;
import dev.holdfast.broker.security.AuthResult;
import dev.holdfast.broker.security.Authentication;
import dev.holdfast.broker.security.Credential;
import dev.holdfast.broker.security.JwksUrl;
import dev.holdfast.broker.security.JwtAlgorithm;
import dev.holdfast.broker.security.JwtAuthenticator;
import dev.holdfast.broker.security.JwtRules;
import dev.holdfast.broker.security.KeyFile;
import dev.holdfast.broker.security.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A key in PEM, which has no name, beside the key set of an issuer. */
class KeySourcesTest {
  private static final Tokens ISSUER = Tokens.issuer("issuer");
  private static final Tokens OTHER = Tokens.issuer("other");
  private static final Tokens STRANGER = Tokens.issuer("issuer");

  private final AtomicLong nowMs = new AtomicLong();
  private final Deque<Runnable> fetcher = new ArrayDeque<>();
  private final List<AuthResult> results = new ArrayList<>();
  private final AtomicInteger removals = new AtomicInteger();
  private String published = "";
  private int fetches;
  private Authentication authentication;

  @BeforeEach
  void begin() throws Exception {
    KeyFile pem = new KeyFile(Path.of("keys.pem"), KeyFile.Format.PEM);
    pem.take(pem(OTHER.rsa).getBytes(StandardCharsets.UTF_8));
    JwksUrl url =
        new JwksUrl(this::fetch, fetcher::add, nowMs::get, 300_000, removals::incrementAndGet);
    JwtRules rules =
        new JwtRules(
            Set.of(JwtAlgorithm.RS256, JwtAlgorithm.ES256),
            Tokens.ISSUER,
            Tokens.AUDIENCE,
            0,
            true,
            new JwtRules.Names("sub", "roles"));
    authentication =
        new Authentication(
            new Authentication.Methods(
                null, new JwtAuthenticator(List.of(pem, url), rules), false, false),
            null,
            Runnable::run,
            Runnable::run,
            System::currentTimeMillis);
  }

  private static String pem(RSAKey key) throws Exception {
    String base64 = Base64.getMimeEncoder().encodeToString(key.toRSAPublicKey().getEncoded());
    return "-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----\n";
  }

  private String fetch() throws IOException {
    fetches++;
    if (published.isEmpty()) {
      throw new IOException("nobody is there");
    }
    return published;
  }

  private void show(String token) {
    authentication.authenticate(Credential.of(token, null), results::add);
  }

  private AuthResult result(String token) {
    results.clear();
    show(token);
    while (!fetcher.isEmpty()) {
      fetcher.remove().run();
    }
    assertThat(results).hasSize(1);
    return results.get(0);
  }

  private static String by(Tokens issuer) {
    return issuer.rs256(Tokens.claims("alice").build());
  }

  private static String withoutAName(Tokens issuer) {
    return issuer.rs256(Tokens.claims("alice").build(), null);
  }

  @Test
  void aTokenOfAKeySetThatCannotBeHadIsUndecidedAfterOneFetch() {
    assertThat(result(by(ISSUER))).isInstanceOf(AuthResult.Undecided.class);
    assertThat(fetches).isEqualTo(1);
    assertThat(result(by(ISSUER))).isInstanceOf(AuthResult.Undecided.class);
    assertThat(fetches).as("ten seconds between two").isEqualTo(1);
    assertThat(result(withoutAName(ISSUER))).isInstanceOf(AuthResult.Undecided.class);
  }

  @Test
  void aTokenOfAKeySetThatIsNotFetchedYetWaitsForIt() {
    published = ISSUER.jwks();
    show(by(ISSUER));
    show(by(ISSUER));
    assertThat(results).as("nobody has been told anything").isEmpty();
    fetcher.remove().run();
    assertThat(results).hasSize(2).allMatch(AuthResult.Known.class::isInstance);
    assertThat(fetches).isEqualTo(1);
  }

  @Test
  void aKeyThatTheIssuerHasNewIsFetchedAlthoughTheOneInPemFitsAnyName() {
    published = OTHER.jwks();
    assertThat(result(by(ISSUER))).isEqualTo(AuthResult.refused(Refusal.UNKNOWN_KEY));
    published = ISSUER.jwks();
    nowMs.addAndGet(10_000);
    assertThat(result(by(ISSUER))).isInstanceOf(AuthResult.Known.class);
    nowMs.addAndGet(10_000);
    assertThat(result(withoutAName(ISSUER))).isInstanceOf(AuthResult.Known.class);
    assertThat(fetches).isEqualTo(2);
    assertThat(removals).as("the other's is not published any more").hasValue(1);
  }

  @Test
  void theKeyInPemNeedsNoKeySetWhateverItsTokensCallIt() {
    assertThat(result(by(OTHER))).isInstanceOf(AuthResult.Known.class);
    assertThat(result(withoutAName(OTHER))).isInstanceOf(AuthResult.Known.class);
    assertThat(fetches).isZero();
  }

  @Test
  void aForgeryUnderTheNameOfAKnownKeyIsOneAndFetchesNothing() {
    published = ISSUER.jwks();
    assertThat(result(by(ISSUER))).isInstanceOf(AuthResult.Known.class);
    nowMs.addAndGet(10_000);
    assertThat(result(by(STRANGER))).isEqualTo(AuthResult.refused(Refusal.SIGNATURE));
    assertThat(fetches).isEqualTo(1);
  }
}
