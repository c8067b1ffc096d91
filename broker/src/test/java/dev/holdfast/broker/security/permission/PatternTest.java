package dev.holdfast.broker.security.permission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.holdfast.broker.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PatternTest {
  @Test
  void starStandsForAnyTextTheEmptyOneIncluded() {
    assertThat(fits("room-*", "room-", Map.of())).isTrue();
    assertThat(fits("room-*", "room-a/b c", Map.of())).isTrue();
    assertThat(fits("*-log", "audit-log", Map.of())).isTrue();
    assertThat(fits("a*b*c", "axxbyybc", Map.of())).isTrue();
    assertThat(fits("room-*", "Room-1", Map.of())).isFalse();
    assertThat(fits("room-*", "my-room-1", Map.of())).isFalse();
  }

  @Test
  void claimStandsForItsValue() {
    assertThat(fits("user-{sub}", "user-alice", Map.of("sub", List.of("alice")))).isTrue();
    assertThat(fits("user-{sub}", "user-bob", Map.of("sub", List.of("alice")))).isFalse();
    assertThat(fits("user-{sub}", "user-{sub}", Map.of("sub", List.of("alice")))).isFalse();
  }

  @Test
  void claimWithSeveralValuesStandsForEachOfThem() {
    Map<String, List<String>> claims = Map.of("team", List.of("red", "blue"));

    assertThat(fits("team-{team}", "team-red", claims)).isTrue();
    assertThat(fits("team-{team}", "team-blue", claims)).isTrue();
    assertThat(fits("team-{team}", "team-redblue", claims)).isFalse();
  }

  @Test
  void claimThatTheClientHasNotFitsNothing() {
    assertThat(fits("user-{sub}", "user-", Map.of())).isFalse();
    assertThat(fits("{tenant}", "", Map.of())).isFalse();
    assertThat(fits("*{tenant}*", "anything", Map.of())).isFalse();
  }

  @Test
  void emptyClaimDoesNotLeaveTheStarBesideItAlone() {
    assertThat(fits("{tenant}*", "secret", Map.of("tenant", List.of("")))).isFalse();
    assertThat(fits("{tenant}*", "acme-1", Map.of("tenant", List.of("", "acme")))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "a*", "{sub}", "{x}", "}", "a/../b", "a\\*", ".*", "$1", "ä"})
  void claimValueIsLiteralWhateverItsCharacters(String value) {
    Map<String, List<String>> claims = Map.of("v", List.of(value), "x", List.of("other"));

    assertThat(fits("user-{v}", "user-" + value, claims)).isTrue();
    assertThat(fits("user-{v}", "user-anything", claims)).isFalse();
    assertThat(fits("user-{v}", "user-other", claims)).isFalse();
    assertThat(fits("user-{v}", "user-alice", claims)).isFalse();
  }

  @Test
  void charactersThatLookAlikeAreDifferent() {
    String cyrillic = "\u0430dmin";
    String composed = "caf\u00e9";
    String decomposed = "cafe\u0301";

    assertThat(fits("admin", cyrillic, Map.of())).isFalse();
    assertThat(fits(composed, decomposed, Map.of())).isFalse();
    assertThat(fits("user-{sub}", "user-" + decomposed, Map.of("sub", List.of(composed))))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "a{", "{}", "{a", "{a{b}}", "{a*}", "}", "a}b", "{a}}"})
  void braceThatNamesNoClaimIsRefused(String text) {
    assertThatThrownBy(() -> Pattern.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("{name}");
  }

  @Test
  void longNameFitsNothingButTheStarAlone() {
    String name = "a".repeat(NameSet.MAX_LENGTH + 1);

    assertThat(fits("*", name, Map.of())).isTrue();
    assertThat(fits("a*", name, Map.of())).isFalse();
  }

  @Test
  void matchingTakesNoTimeThatGrowsWithTheStars() {
    String pattern = "a*".repeat(500) + "b";
    String name = "a".repeat(NameSet.MAX_LENGTH);
    NameSet names = Pattern.parse(pattern).ofAll();

    assertTimeout(Duration.ofSeconds(2), () -> assertThat(names.fit(name)).isFalse());
  }

  @Property
  void fitsWhatTrialOfAllPossibilitiesFits(
      @ForAll("patterns") String pattern,
      @ForAll("names") String name,
      @ForAll("values") List<String> one,
      @ForAll("values") List<String> other) {
    Map<String, List<String>> claims = Map.of("x", one, "y", other);

    assertThat(fits(pattern, name, claims)).isEqualTo(tried(pattern, name, claims));
  }

  @Provide
  Arbitrary<String> patterns() {
    return Arbitraries.of("a", "b", "ab", "*", "{x}", "{y}")
        .list()
        .ofMaxSize(6)
        .map(parts -> String.join("", parts));
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.strings().withChars('a', 'b', '*', '{', 'x', '}').ofMaxLength(8);
  }

  @Provide
  Arbitrary<List<String>> values() {
    return Arbitraries.of("", "a", "ab", "b", "*", "{x}", "{y}", "ba").list().ofMaxSize(3);
  }

  /** What a pattern means, as the documentation says it. */
  private static boolean tried(String pattern, String name, Map<String, List<String>> claims) {
    if (pattern.isEmpty()) {
      return name.isEmpty();
    }
    if (pattern.charAt(0) == '*') {
      for (int i = 0; i <= name.length(); i++) {
        if (tried(pattern.substring(1), name.substring(i), claims)) {
          return true;
        }
      }
      return false;
    }
    if (pattern.charAt(0) == '{') {
      int end = pattern.indexOf('}');
      return claims.getOrDefault(pattern.substring(1, end), List.of()).stream()
          .filter(value -> !value.isEmpty() && name.startsWith(value))
          .anyMatch(
              value -> tried(pattern.substring(end + 1), name.substring(value.length()), claims));
    }
    return !name.isEmpty()
        && name.charAt(0) == pattern.charAt(0)
        && tried(pattern.substring(1), name.substring(1), claims);
  }

  private static boolean fits(String pattern, String name, Map<String, List<String>> claims) {
    Principal principal = new Principal("alice", Set.of(), claims, Principal.NEVER, "id");
    return Pattern.parse(pattern).of(principal).fit(name);
  }
}
