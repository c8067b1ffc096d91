package dev.holdfast.broker.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.OctetSequenceKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class JwksUrlTest {
  private final AtomicLong nowMs = new AtomicLong();
  private final Deque<Runnable> fetcher = new ArrayDeque<>();
  private final AtomicInteger removals = new AtomicInteger();
  private String published = "";
  private int fetches;

  private final JwksUrl keys =
      new JwksUrl(
          () -> {
            fetches++;
            if (published.isEmpty()) {
              throw new IOException("nobody is there");
            }
            return published;
          },
          fetcher::add,
          nowMs::get,
          300_000,
          removals::incrementAndGet);

  private static String keySet(String kid) throws JOSEException {
    JWK key = new RSAKeyGenerator(2048).keyID(kid).generate().toPublicJWK();
    return new JWKSet(List.of(key)).toString();
  }

  private void runFetcher() {
    while (!fetcher.isEmpty()) {
      fetcher.remove().run();
    }
  }

  private List<String> kids() {
    List<VerificationKey> known = keys.keys();
    return known == null ? List.of() : known.stream().map(VerificationKey::kid).toList();
  }

  @Test
  void keysAreFetchedAtTheStartAndAgainWhenTheyAreOld() throws JOSEException {
    published = keySet("a");
    keys.tick();
    runFetcher();
    assertThat(kids()).containsExactly("a");
    published = keySet("b");
    nowMs.addAndGet(299_000);
    keys.tick();
    runFetcher();
    assertThat(kids()).containsExactly("a");
    nowMs.addAndGet(1_000);
    keys.tick();
    runFetcher();
    assertThat(kids()).containsExactly("b");
  }

  @Test
  void aMillionUnknownKeysCauseOneFetchInTenSeconds() throws JOSEException {
    published = keySet("a");
    keys.tick();
    runFetcher();
    nowMs.addAndGet(10_000);
    assertThat(keys.refresh()).isNotNull();
    for (int i = 0; i < 1_000_000; i++) {
      keys.refresh();
    }
    assertThat(fetcher).hasSize(1);
    runFetcher();
    nowMs.addAndGet(9_999);
    assertThat(keys.refresh()).isNull();
    assertThat(fetches).isEqualTo(2);
    nowMs.addAndGet(1);
    assertThat(keys.refresh()).isNotNull();
  }

  @Test
  void theLastKeysHoldOnWhileTheIssuerIsAway() throws JOSEException {
    published = keySet("a");
    keys.tick();
    runFetcher();
    for (String nonsense : List.of("", "<html>", "{\"keys\":[]}", "{\"keys\":17}", "[]")) {
      published = nonsense;
      nowMs.addAndGet(300_000);
      keys.tick();
      runFetcher();
      assertThat(kids()).as(nonsense).containsExactly("a");
    }
  }

  @Test
  void aKeyThatIsNotPublishedAnyMoreIsToldAndAnIssuerThatIsAwayIsNot() throws JOSEException {
    JWK first = new RSAKeyGenerator(2048).keyID("a").generate().toPublicJWK();
    JWK second = new RSAKeyGenerator(2048).keyID("b").generate().toPublicJWK();
    fetch(new JWKSet(List.of(first)).toString());
    fetch(new JWKSet(List.of(second, first)).toString());
    fetch("");
    fetch("{\"keys\":[]}");
    assertThat(removals).as("one came, and then the issuer was away").hasValue(0);
    fetch(new JWKSet(List.of(second)).toString());
    assertThat(removals).hasValue(1);
  }

  private void fetch(String set) {
    published = set;
    nowMs.addAndGet(300_000);
    keys.tick();
    runFetcher();
  }

  @Test
  void withoutAnyKeysItTriesAgainSoon() throws JOSEException {
    keys.tick();
    runFetcher();
    assertThat(keys.keys()).isNull();
    published = keySet("a");
    nowMs.addAndGet(10_000);
    keys.tick();
    runFetcher();
    assertThat(kids()).containsExactly("a");
  }

  @Test
  void aSecretInAPublishedKeySetIsNoKey() throws JOSEException {
    JWK secret = new OctetSequenceKeyGenerator(256).keyID("s").generate();
    JWK rsa = new RSAKeyGenerator(2048).keyID("a").generate();
    published = new JWKSet(List.of(secret, rsa)).toString(false);
    keys.tick();
    runFetcher();
    assertThat(kids()).containsExactly("a");
  }
}
