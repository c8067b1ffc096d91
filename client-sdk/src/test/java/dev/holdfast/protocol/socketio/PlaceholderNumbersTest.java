package dev.holdfast.protocol.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.protocol.Bytes;
import org.junit.jupiter.api.Test;

class PlaceholderNumbersTest {
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

  private static String raised(String json, int by) {
    return PlaceholderNumbers.raised(Bytes.utf8(json), by).toUtf8();
  }
}
