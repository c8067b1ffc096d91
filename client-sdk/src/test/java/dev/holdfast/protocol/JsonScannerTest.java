package dev.holdfast.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.holdfast.protocol.JsonScanner.MalformedJsonException;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonScannerTest {
  private static final int MAX_DEPTH = 6;
  private static final Pattern LONE_SURROGATE = Pattern.compile("\\\\u[dD][89a-fA-F]");

  /** The second opinion: a JSON library with the same bounds. */
  private static final JsonFactory LIBRARY =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          .build();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0",
        "12.50",
        "-1e5",
        "1E+5",
        "2.5e-10",
        "true",
        "false",
        "null",
        "\"\"",
        "[]",
        "{}",
        "\"plain text of more than eight bytes\"",
        "\"esc \\\" \\\\ \\/ \\b\\f\\n\\r\\t \\u00e9\"",
        "\"žluť 😀\"",
        " [ 1 , { \"a\" : [ ] } ] ",
        "{\"a\":1,\"a\":2,\"\":null}"
      })
  void everyKindOfValueIsPassedOver(String json) throws Exception {
    JsonScanner scanner = scanner(json);
    scanner.skip();
    scanner.expectEnd();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "01",
        "-",
        "+1",
        "1.",
        ".5",
        "1e",
        "1e+",
        "0x1",
        "NaN",
        "tru",
        "truee",
        "nul",
        "\"",
        "\"a",
        "\"\\x\"",
        "\"\\u12g4\"",
        "\"\\u12",
        "\"line\nbreak\"",
        "\"12345678\t\"",
        "[",
        "]",
        "[1",
        "[1,",
        "[1,]",
        "[,1]",
        "[1 2]",
        "{",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":1",
        "{\"a\":1,}",
        "{a:1}",
        "{1:1}",
        "{\"a\" 1}",
        "[}",
        "1 1",
        "'a'",
        "/**/1"
      })
  void whatIsNoJsonIsRefused(String json) {
    assertThatThrownBy(
            () -> {
              JsonScanner scanner = scanner(json);
              scanner.skip();
              scanner.expectEnd();
            })
        .isInstanceOf(MalformedJsonException.class);
  }

  @Test
  void nestingIsBounded() throws Exception {
    scanner("[".repeat(MAX_DEPTH) + "]".repeat(MAX_DEPTH)).skip();
    JsonScanner deeper = scanner("{\"a\":".repeat(MAX_DEPTH) + "[]" + "}".repeat(MAX_DEPTH));
    assertThatThrownBy(deeper::skip).isInstanceOf(MalformedJsonException.class);
  }

  @Test
  void depthCountsWhatIsOpenNotWhatWas() throws Exception {
    JsonScanner scanner = scanner("[" + "[[]],".repeat(50) + "[]]");
    scanner.skip();
    scanner.expectEnd();
  }

  @Test
  void stringsAreUnescaped() throws Exception {
    assertThat(scanner(" \"a\\n\\u00e9\\\"\\\\\\/\\ud83d\\ude00é\"").string())
        .isEqualTo("a\né\"\\/😀é");
  }

  @Test
  void numberKeepsItsSpelling() throws Exception {
    assertThat(scanner(" -1.50e+3 ").number()).isEqualTo("-1.50e+3");
  }

  @Test
  void positionsCountFromTheStartOfTheText() throws Exception {
    Bytes frame = Bytes.utf8("42[\"a\", 1]");
    JsonScanner scanner = new JsonScanner(frame.slice(2, frame.length()), MAX_DEPTH);
    scanner.open('[');
    scanner.skip();
    scanner.expect(',');
    assertThat((char) scanner.peek()).isEqualTo('1');
    assertThat(scanner.at()).isEqualTo(6);
  }

  @Test
  void acceptsJustWhatTheLibraryAccepts() {
    long seed = Long.getLong("holdfast.seed", System.nanoTime());
    Random random = new Random(seed);
    int accepted = 0;
    for (int i = 0; i < 300_000; i++) {
      String json = someText(random, 0);
      for (int m = random.nextInt(3); m > 0; m--) {
        json = mutated(json, random);
      }
      if (LONE_SURROGATE.matcher(json).find()) {
        continue; // RFC 8259 has it in its grammar, the library not in a key
      }
      boolean valid = scannerAccepts(json);
      accepted += valid ? 1 : 0;
      assertThat(valid).as("seed %d, %s", seed, json).isEqualTo(libraryAccepts(json));
    }
    assertThat(accepted).as("seed %d", seed).isBetween(50_000, 250_000);
  }

  @Test
  void stringsMeanWhatTheyMeanToTheLibrary() throws Exception {
    long seed = Long.getLong("holdfast.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int i = 0; i < 100_000; i++) {
      String json = someString(random);
      try (JsonParser parser = LIBRARY.createParser(json)) {
        parser.nextToken();
        assertThat(scanner(json).string())
            .as("seed %d, %s", seed, json)
            .isEqualTo(parser.getText());
      }
    }
  }

  private static String someText(Random random, int depth) {
    return switch (random.nextInt(depth > MAX_DEPTH ? 4 : 7)) {
      case 0 -> someNumber(random);
      case 1 -> List.of("true", "false", "null").get(random.nextInt(3));
      case 2, 3 -> someString(random);
      case 4 -> "[" + someText(random, depth + 1) + "," + someText(random, depth + 1) + "]";
      case 5 -> "{" + someString(random) + ": " + someText(random, depth + 1) + "}";
      default -> "[ " + someText(random, depth + 1) + "\n]";
    };
  }

  private static String someNumber(Random random) {
    String whole = String.valueOf(random.nextInt(2000) - 1000);
    String fraction = random.nextBoolean() ? "." + random.nextInt(100) : "";
    return whole + fraction + (random.nextInt(4) == 0 ? "e" + (random.nextInt(20) - 10) : "");
  }

  private static String someString(Random random) {
    int[] plain = "abcdefgh 0123456789,:[]{}é😀žabcdefgh".codePoints().toArray();
    StringBuilder out = new StringBuilder("\"");
    for (int i = random.nextInt(30); i > 0; i--) {
      if (random.nextInt(12) == 0) {
        out.append('\\').append("\"\\/bfnrt".charAt(random.nextInt(8)));
      } else if (random.nextInt(40) == 0) {
        out.append("\\u").append(String.format("%04x", 0x20 + random.nextInt(0xd000)));
      } else {
        out.appendCodePoint(plain[random.nextInt(plain.length)]);
      }
    }
    return out.append('"').toString();
  }

  private static String mutated(String json, Random random) {
    int at = random.nextInt(json.length());
    if (Character.isSurrogate(json.charAt(at))) {
      return json;
    }
    String other = String.valueOf("[]{}\",:\\ 0-+.eutfn\n\u0001".charAt(random.nextInt(20)));
    return switch (random.nextInt(3)) {
      case 0 -> json.substring(0, at) + other + json.substring(at);
      case 1 -> json.substring(0, at) + other + json.substring(at + 1);
      default -> json.length() == 1 ? json : json.substring(0, at) + json.substring(at + 1);
    };
  }

  private static boolean scannerAccepts(String json) {
    try {
      JsonScanner scanner = scanner(json);
      scanner.skip();
      scanner.expectEnd();
      return true;
    } catch (MalformedJsonException refused) {
      return false;
    }
  }

  private static boolean libraryAccepts(String json) {
    try (JsonParser parser = LIBRARY.createParser(Bytes.utf8(json).array())) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        return false;
      }
      if (first.isStructStart()) {
        parser.skipChildren();
      } else {
        parser.getText(); // read lazily
      }
      return parser.nextToken() == null;
    } catch (IOException refused) {
      return false;
    }
  }

  private static JsonScanner scanner(String json) {
    return new JsonScanner(Bytes.utf8(json), MAX_DEPTH);
  }
}
