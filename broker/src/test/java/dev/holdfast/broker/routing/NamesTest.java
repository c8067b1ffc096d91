package dev.holdfast.broker.routing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
  @ParameterizedTest
  @ValueSource(strings = {"a", "SFO", "gate 12", "a$b", "a~", "été", "部屋", "😀", "a,b?c/d", "/"})
  void ordinaryNamesAreLegal(String name) {
    assertThat(Names.checkRoom(name)).isNull();
    assertThat(Names.checkClientId(name)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"$join", "~x", "$", "~"})
  void theBrokersOwnPrefixesAreReserved(String name) {
    assertThat(Names.checkRoom(name))
        .startsWith("illegal room name: it begins with " + name.charAt(0));
    assertThat(Names.checkClientId(name)).startsWith("illegal client id: it begins with");
  }

  @Test
  void lengthIsCountedInBytes() {
    assertThat(Names.checkRoom("")).contains("it is empty");
    assertThat(Names.checkRoom("x".repeat(255))).isNull();
    assertThat(Names.checkRoom("x".repeat(256))).contains("it is longer than 255 bytes");
    assertThat(Names.checkRoom("é".repeat(127))).isNull();
    assertThat(Names.checkRoom("é".repeat(128))).contains("it is longer than 255 bytes");
    assertThat(Names.checkRoom("部".repeat(85))).isNull();
    assertThat(Names.checkRoom("部".repeat(86))).contains("it is longer than 255 bytes");
    assertThat(Names.checkRoom("😀".repeat(63))).isNull();
    assertThat(Names.checkRoom("😀".repeat(64))).contains("it is longer than 255 bytes");
  }

  @ParameterizedTest
  @ValueSource(ints = {0x00, 0x0a, 0x1f, 0x7f, 0x80, 0x9f})
  void controlCharactersAreRefused(int control) {
    assertThat(Names.checkRoom("a" + Character.toString(control)))
        .contains("it has a control character at index 1");
  }

  @ParameterizedTest
  @ValueSource(ints = {0x20, 0x7e, 0xa0})
  void theirNeighboursAreNot(int legal) {
    assertThat(Names.checkRoom("a" + Character.toString(legal))).isNull();
  }

  @Test
  void halfACharacterIsRefused() {
    assertThat(Names.checkClientId("a\ud83d")).contains("half a character at index 1");
    assertThat(Names.checkClientId("\ude00a")).contains("half a character at index 0");
  }

  @Test
  void theMessageSaysWhatIsLegal() {
    assertThat(Names.checkRoom(""))
        .endsWith(
            "Legal is 1 to 255 bytes of UTF-8 without control characters that does not begin with"
                + " $ or ~");
  }
}
