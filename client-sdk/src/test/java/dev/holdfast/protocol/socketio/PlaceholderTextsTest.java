package dev.holdfast.protocol.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.protocol.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlaceholderTextsTest {
  @Test
  void placeholdersAreRaisedWhereverTheyStandAndHoweverTheyAreWritten() {
    assertThat(
            raised(
                "[{\"_placeholder\":true,\"num\":0},{\"deep\":[{ \"num\" : 9 ,\"_placeholder\":true}]}]",
                3))
        .isEqualTo(
            "[{\"_placeholder\":true,\"num\":3},{\"deep\":[{ \"num\" : 12 ,\"_placeholder\":true}]}]");
  }

  @Test
  void oneWithinAnotherIsRaisedToo() {
    assertThat(
            raised(
                "[{\"num\":1,\"x\":{\"_placeholder\":true,\"num\":0},\"_placeholder\":true}]", 1))
        .isEqualTo("[{\"num\":2,\"x\":{\"_placeholder\":true,\"num\":1},\"_placeholder\":true}]");
  }

  @Test
  void nothingElseIsTouched() {
    String json =
        "[ 1.50, \"num\", {\"num\":7}, {\"_placeholder\":false,\"num\":1}, \"\u00e9\u20ac\", {\"a\":[\"num\",1]} ]";
    assertThat(raised(json, 5)).isEqualTo(json);
  }

  @Test
  void bytesBeforeAPlaceholderCountAndNotCharacters() {
    assertThat(raised("[\"\u00e9\u20ac\",{\"_placeholder\":true,\"num\":0}]", 1))
        .isEqualTo("[\"\u00e9\u20ac\",{\"_placeholder\":true,\"num\":1}]");
  }

  @Test
  void numbersOfAnyLengthDoNotMatter() {
    String long1 = "[" + "9".repeat(2000) + ",1e99999999999,";
    assertThat(raised(long1 + "{\"_placeholder\":true,\"num\":0}]", 1))
        .isEqualTo(long1 + "{\"_placeholder\":true,\"num\":1}]");
  }

  @Test
  void whatReadsAsAPlaceholderIsFoundHoweverItIsWritten() {
    for (String json :
        List.of(
            "{\"_placeholder\":true}",
            "[[{\"a\":{\"num\":-1,\"_placeholder\" : true}}]]",
            "{\"\\u005fplaceholder\":true,\"num\":0}",
            "{\"_placeholder\":false,\"_placeholder\":true}")) {
      assertThat(PlaceholderTexts.hasLiteral(Bytes.utf8(json))).as(json).isTrue();
    }
    for (String json :
        List.of(
            "{\"_placeholder\":1}",
            "{\"_placeholder\":\"true\",\"num\":0}",
            "[\"_placeholder\",true]",
            "{\"_placeholder\":true,\"_placeholder\":null}")) {
      assertThat(PlaceholderTexts.hasLiteral(Bytes.utf8(json))).as(json).isFalse();
      assertThat(PlaceholderTexts.disowned(Bytes.utf8(json)).toUtf8()).isEqualTo(json);
    }
  }

  @Test
  void whatIsNoPlaceholderSaysSo() {
    Bytes json = Bytes.utf8("[{\"num\":1,\"_placeholder\": true},{\"_placeholder\":true},5]");
    assertThat(PlaceholderTexts.disowned(json).toUtf8())
        .isEqualTo("[{\"num\":1,\"_placeholder\": false},{\"_placeholder\":false},5]");
  }

  private static String raised(String json, int by) {
    return PlaceholderTexts.raised(Bytes.utf8(json), by).toUtf8();
  }
}
