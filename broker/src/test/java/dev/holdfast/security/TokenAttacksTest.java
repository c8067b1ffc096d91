package dev.holdfast.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.holdfast.broker.session.RawClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens that are not what they seem: nobody gets in, and everybody is told why. */
class TokenAttacksTest {
  private static final Tokens GOOD = Tokens.issuer("good");
  private static final Tokens EVIL = Tokens.issuer("good");

  private static SecureBroker broker;

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    SecureBroker.write(directory, "jwks.json", GOOD.jwks());
    SecureBroker.write(directory, "secret", Tokens.SECRET + "\n");
    SecureBroker.write(directory, "tokens.yaml", "");
    broker =
        SecureBroker.start(
            directory,
            "jwksFile: " + directory.resolve("jwks.json"),
            "jwtSecretFile: " + directory.resolve("secret"),
            "tokensFile: " + directory.resolve("tokens.yaml"),
            "jwtIssuer: " + Tokens.ISSUER,
            "jwtAudience: " + Tokens.AUDIENCE);
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  private static JWTClaimsSet claims() {
    return Tokens.claims("alice").build();
  }

  private static String connectWith(String token) {
    try (RawClient client = RawClient.open(broker.port())) {
      return client.ask("40{\"token\":\"" + token + "\"}");
    }
  }

  private static void assertRefused(String token, String words) {
    assertThat(connectWith(token))
        .startsWith("44{\"message\":\"")
        .contains(words)
        .endsWith("\"data\":{\"code\":\"unauthorized\"}}");
  }

  @Test
  void goodTokensOfEachAlgorithmOpenTheDoor() {
    assertThat(connectWith(GOOD.rs256(claims()))).startsWith("40{\"sid\":");
    assertThat(connectWith(GOOD.es256(claims()))).startsWith("40{\"sid\":");
    assertThat(connectWith(Tokens.hs256(claims()))).startsWith("40{\"sid\":");
  }

  @Test
  void noToken() {
    try (RawClient client = RawClient.open(broker.port())) {
      assertThat(client.ask("40")).contains("needs a credential", "unauthorized");
    }
  }

  @Test
  void tokenForgedWithAnotherKeyOfTheSameName() {
    assertRefused(EVIL.rs256(claims()), "signature");
    assertRefused(EVIL.es256(claims()), "signature");
    assertRefused(Tokens.hs256(claims(), new byte[32], null), "signature");
  }

  @Test
  void claimsChangedAfterSigning() {
    String[] parts = GOOD.rs256(claims()).split("\\.", -1);
    String changed =
        new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
            .replace("alice", "admin");
    assertRefused(parts[0] + "." + Tokens.base64(changed) + "." + parts[2], "signature");
  }

  @Test
  void signatureOfAnotherToken() {
    String[] mine = GOOD.rs256(claims()).split("\\.", -1);
    String[] other = GOOD.rs256(Tokens.claims("bob").build()).split("\\.", -1);
    assertRefused(mine[0] + "." + mine[1] + "." + other[2], "signature");
  }

  @Test
  void algorithmNoneWithoutASignature() {
    for (String none : Set.of("none", "None", "NONE", "nOnE")) {
      String token = Tokens.raw("{\"alg\":\"" + none + "\"}", claims().toString(), "");
      assertThat(connectWith(token)).startsWith("44").contains("unauthorized");
    }
  }

  @Test
  void algorithmNoneWithTheSignatureOfAGoodToken() {
    String[] good = GOOD.rs256(claims()).split("\\.", -1);
    String token = Tokens.base64("{\"alg\":\"none\"}") + "." + good[1] + "." + good[2];
    assertThat(connectWith(token)).startsWith("44").contains("unauthorized");
  }

  @Test
  void publicKeyUsedAsASharedSecret() throws Exception {
    byte[] publicKey = GOOD.rsa.toRSAPublicKey().getEncoded();
    assertRefused(Tokens.hs256(claims(), publicKey, null), "signature");
    assertRefused(Tokens.hs256(claims(), publicKey, GOOD.rsa.getKeyID()), "signature");
    byte[] published = GOOD.rsa.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8);
    assertRefused(Tokens.hs256(claims(), published, GOOD.rsa.getKeyID()), "signature");
  }

  @Test
  void algorithmOfOneKeyWithTheNameOfAnother() {
    assertRefused(GOOD.rs256(claims(), GOOD.ec.getKeyID()), "key that this broker does not know");
  }

  @Test
  void algorithmThatIsNotAllowed() throws Exception {
    JWSHeader rs512 = Tokens.header(JWSAlgorithm.RS512, GOOD.rsa.getKeyID());
    assertRefused(Tokens.sign(rs512, claims(), new RSASSASigner(GOOD.rsa)), "algorithm");
    byte[] secret = "x".repeat(64).getBytes(StandardCharsets.UTF_8);
    JWSHeader hs512 = Tokens.header(JWSAlgorithm.HS512, null);
    assertRefused(Tokens.sign(hs512, claims(), new MACSigner(secret)), "algorithm");
  }

  @Test
  void keyThatTheTokenBringsAlong() throws Exception {
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("evil").jwk(EVIL.rsa.toPublicJWK()).build();
    assertRefused(Tokens.sign(header, claims(), new RSASSASigner(EVIL.rsa)), "does not know");
  }

  @Test
  void keyNameThatIsAPathOrAQuery() {
    assertRefused(GOOD.rs256(claims(), "../../../../dev/null"), "does not know");
    assertRefused(GOOD.rs256(claims(), "/etc/passwd"), "does not know");
    assertRefused(GOOD.rs256(claims(), "x' UNION SELECT 'key"), "does not know");
  }

  @Test
  void criticalHeaderThatNobodyUnderstands() throws Exception {
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.RS256)
            .keyID(GOOD.rsa.getKeyID())
            .criticalParams(Set.of("evil"))
            .customParam("evil", true)
            .build();
    assertRefused(Tokens.sign(header, claims(), new RSASSASigner(GOOD.rsa)), "signature");
  }

  @Test
  void tokenThatWasIssuedForSomethingElse() throws Exception {
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.RS256)
            .keyID(GOOD.rsa.getKeyID())
            .type(new JOSEObjectType("logout+jwt"))
            .build();
    assertRefused(Tokens.sign(header, claims(), new RSASSASigner(GOOD.rsa)), "type");
  }

  @Test
  void expiredToken() {
    Date past = Date.from(Instant.ofEpochMilli(System.currentTimeMillis() - 10_000));
    assertRefused(GOOD.rs256(Tokens.claims("alice").expirationTime(past).build()), "has expired");
  }

  @Test
  void tokenWithoutAnEnd() {
    assertRefused(GOOD.rs256(Tokens.claims("alice").expirationTime(null).build()), "no expiry");
  }

  @Test
  void tokenOfTheFuture() {
    Date future = Date.from(Instant.ofEpochMilli(System.currentTimeMillis() + 30_000));
    assertRefused(
        GOOD.rs256(Tokens.claims("alice").notBeforeTime(future).build()), "not valid yet");
    assertRefused(GOOD.rs256(Tokens.claims("alice").issueTime(future).build()), "not valid yet");
  }

  @Test
  void tokenOfAnotherIssuer() {
    assertRefused(
        GOOD.rs256(Tokens.claims("alice").issuer("https://other.example").build()), "issuer");
    assertRefused(GOOD.rs256(Tokens.claims("alice").issuer(null).build()), "issuer");
  }

  @Test
  void tokenForAnotherAudience() {
    assertRefused(GOOD.rs256(Tokens.claims("alice").audience("other").build()), "audience");
    assertRefused(GOOD.rs256(Tokens.claims("alice").audience((String) null).build()), "audience");
  }

  @Test
  void tokenWithoutASubjectThatCouldBeAClient() {
    assertRefused(GOOD.rs256(Tokens.claims(null).build()), "subject");
    assertRefused(GOOD.rs256(Tokens.claims("").build()), "subject");
    assertRefused(GOOD.rs256(Tokens.claims("~anonymous").build()), "subject");
    assertRefused(GOOD.rs256(Tokens.claims("line\nbreak").build()), "subject");
    assertRefused(GOOD.rs256(Tokens.claims("x".repeat(300)).build()), "subject");
  }

  @Test
  void hugeTokenIsNotLookedAt() {
    assertRefused("a.b." + "x".repeat(5000), "longer than this broker takes");
  }

  @Test
  void garbageIsNoToken() {
    for (String garbage :
        new String[] {"", ".", "..", "a.b.c", "....", "eyJ.eyJ.", "%00.%00.%00", "null", "{}"}) {
      assertThat(connectWith(garbage)).startsWith("44").contains("unauthorized");
    }
  }

  @Test
  void whoKeepsGuessingIsSentAway() {
    try (RawClient client = RawClient.open(broker.port())) {
      for (int i = 0; i < 5; i++) {
        assertThat(client.ask("40{\"token\":\"guess" + i + "\"}")).startsWith("44");
      }
      assertThat(client.next()).isEqualTo("(closed)");
    }
  }

  @Test
  void packetsBeforeTheCredentialEndTheConnection() {
    for (String packet : new String[] {"42[\"$join\",\"R\"]", "451-[\"x\",{}]", "43[]"}) {
      try (RawClient client = RawClient.open(broker.port())) {
        assertThat(client.ask(packet)).isEqualTo("(closed)");
      }
    }
  }

  @Test
  void eventsThatRaceTheCredentialDoNothing() {
    try (RawClient client = RawClient.open(broker.port())) {
      client.send("40{\"token\":\"bad\"}").send("421[\"$join\",\"R\"]");
      String last = client.next();
      if (last.startsWith("44")) {
        last = client.next();
      }
      assertThat(last).isEqualTo("(closed)");
    }
  }

  @Test
  void whoShowsNothingIsClosedInTime() {
    long begun = System.nanoTime();
    try (RawClient client = RawClient.open(broker.port())) {
      assertThat(client.next()).isEqualTo("(closed)");
    }
    assertThat((System.nanoTime() - begun) / 1_000_000).isBetween(4000L, 15_000L);
  }
}
