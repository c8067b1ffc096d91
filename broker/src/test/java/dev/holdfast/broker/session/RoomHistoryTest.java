package dev.holdfast.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.Broker;
import dev.holdfast.broker.TestBrokers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What rooms held: {@code $history}, and what {@code retain} keeps of them. */
class RoomHistoryTest {
  @TempDir Path dataDir;
  private Broker broker;
  private RawClient bob;

  @BeforeEach
  void start() throws Exception {
    broker = TestBrokers.start(dataDir);
    bob = connect("{\"clientId\":\"bob\"}");
  }

  @AfterEach
  void stop() {
    bob.close();
    broker.close();
  }

  private RawClient connect(String auth) {
    return RawClient.connect(broker.port(), auth);
  }

  private String emit(String options, String event) {
    return bob.ask("427[\"$emit\",{\"rooms\":[\"R\"]" + options + "}," + event + "]");
  }

  private String emit(int number) {
    return emit("", "\"n\"," + number);
  }

  private static String position(String confirm) {
    return confirm.replaceAll(".*\"position\":\"([^\"]+)\".*", "$1");
  }

  private String history(String options) {
    return bob.ask("428[\"$history\",{\"room\":\"R\"" + options + "}]");
  }

  private static List<String> until(RawClient client, String answer) {
    List<String> before = new ArrayList<>();
    for (String message = client.nextBesidesPings();
        !message.startsWith(answer);
        message = client.nextBesidesPings()) {
      before.add(message);
    }
    return before;
  }

  @Test
  void aRoomIsReadInPagesByWhoeverAsks() {
    String first = position(emit(0));
    String second = position(emit(", \"id\":\"i\"".replace(" ", ""), "\"n\",1"));
    emit(2);
    String answer = history(",\"limit\":2");
    assertThat(answer)
        .startsWith("438[{\"events\":[{\"event\":[\"n\",0],\"p\":\"" + first + "\",\"t\":")
        .contains("\"publisher\":\"bob\"},{\"event\":[\"n\",1],\"p\":\"" + second + "\"")
        .contains("\"id\":\"i\"}],\"next\":\"" + second + "\",\"complete\":\"");
    assertThat(history(",\"from\":\"" + second + "\""))
        .contains("[{\"event\":[\"n\",2]")
        .contains("],\"next\":null,");
    assertThat(history(",\"from\":\"" + first + "\",\"to\":\"" + second + "\""))
        .contains("[\"n\",1]")
        .doesNotContain("[\"n\",0]")
        .doesNotContain("[\"n\",2]");
  }

  @Test
  void aRoomIsReadByTime() {
    emit(0);
    String time = history("").replaceAll(".*\"t\":(\\d+).*", "$1");
    assertThat(history(",\"from\":{\"time\":" + time + "}")).contains("[\"n\",0]");
    assertThat(history(",\"to\":{\"time\":" + time + "}")).contains("{\"events\":[],\"next\":null");
    assertThat(history(",\"from\":{\"time\":" + (Long.parseLong(time) + 1) + "}"))
        .contains("{\"events\":[],");
  }

  @Test
  void binaryArgumentsOfAllEventsComeWithTheAnswer() {
    for (int i = 0; i < 2; i++) {
      bob.send("451-427[\"$emit\",{\"rooms\":[\"R\"]},\"b\",{\"_placeholder\":true,\"num\":0}]");
      bob.sendBinary(new byte[] {(byte) i});
      bob.nextBesidesPings();
    }
    String answer = history("");
    assertThat(answer)
        .startsWith("462-8[{\"events\":[{\"event\":[\"b\",{\"_placeholder\":true,\"num\":0}]")
        .contains("{\"event\":[\"b\",{\"_placeholder\":true,\"num\":1}]");
    assertThat(bob.next()).isEqualTo("b:00");
    assertThat(bob.next()).isEqualTo("b:01");
  }

  @Test
  void anAnswerHasNoMoreAttachmentsThanAPacketMay() {
    for (int i = 0; i < 11; i++) {
      bob.send("451-427[\"$emit\",{\"rooms\":[\"R\"]},\"b\",{\"_placeholder\":true,\"num\":0}]");
      bob.sendBinary(new byte[] {(byte) i});
      bob.nextBesidesPings();
    }
    String answer = history("");
    assertThat(answer).startsWith("4610-8[").doesNotContain("\"next\":null");
    for (int i = 0; i < 10; i++) {
      bob.next();
    }
    String next = answer.replaceAll(".*\"next\":\"([^\"]+)\".*", "$1");
    assertThat(history(",\"from\":\"" + next + "\"")).startsWith("461-8[").contains("next\":null");
  }

  @Test
  void manyQuestionsAreAnsweredInTheirOrder() {
    emit(0);
    for (int i = 0; i < RoomHistories.MAX_WAITING; i++) {
      bob.send("42" + i + "[\"$history\",{\"room\":\"R\"}]");
    }
    for (int i = 0; i < RoomHistories.MAX_WAITING; i++) {
      assertThat(bob.nextBesidesPings()).startsWith("43" + i + "[{\"events\":[{");
    }
  }

  @Test
  void whatIsOfNoFormIsRefused() {
    for (String options :
        List.of(",\"limit\":0", ",\"limit\":1001", ",\"from\":{\"t\":1}", ",\"x\":1")) {
      assertThat(history(options)).contains("\"bad-request\"");
    }
    assertThat(history(",\"from\":\"zz-0-1\"")).contains("\"bad-position\"");
    assertThat(bob.ask("428[\"$history\",{\"room\":\"$R\"}]")).contains("\"bad-room\"");
    assertThat(bob.ask("428[\"$history\",{}]")).contains("\"bad-request\"");
  }

  @Test
  void whoJoinsIsShownTheRoomFromATimeOn() {
    emit(0);
    String time = history("").replaceAll(".*\"t\":(\\d+).*", "$1");
    try (RawClient alice = connect("")) {
      alice.send("420[\"$join\",{\"room\":\"R\",\"from\":{\"time\":" + time + "}}]");
      assertThat(until(alice, "430[")).containsExactly("42[\"n\",0]");
      alice.ask("420[\"$leave\",\"R\"]");
      long later = Long.parseLong(time) + 3_600_000;
      alice.send("420[\"$join\",{\"room\":\"R\",\"from\":{\"time\":" + later + "}}]");
      assertThat(until(alice, "430[")).isEmpty();
    }
  }

  @Test
  void aNewQueueStartsAtATime() {
    bob.ask("427[\"$emit\",{\"everyone\":true},\"n\",0]");
    long before = System.currentTimeMillis() - 60_000;
    String auth = "{\"clientId\":\"%s\",\"from\":\"%s\"}";
    try (RawClient alice = connect(auth.formatted("alice", before))) {
      assertThat(alice.nextBesidesPings()).isEqualTo("42[\"n\",0]");
    }
    try (RawClient carol = connect(auth.formatted("carol", before + 3_600_000))) {
      assertThat(carol.untilNow()).isEmpty();
    }
  }

  @Test
  void theLastOfEachNameIsShownToWhoJoinsAndAsksForIt() {
    emit(",\"retain\":true", "\"price\",1");
    emit(",\"retain\":true", "\"price\",2");
    emit(",\"retain\":true", "\"state\",\"open\"");
    emit(3);
    try (RawClient alice = connect("{\"clientId\":\"alice\",\"ack\":\"batch\"}")) {
      alice.send("420[\"$join\",{\"room\":\"R\",\"retained\":true}]");
      List<String> shown = until(alice, "430[{\"position\"");
      assertThat(shown).hasSize(2);
      assertThat(shown.get(0)).startsWith("42[\"price\",2,{").endsWith(",\"history\":true}]");
      assertThat(shown.get(1)).startsWith("42[\"state\",\"open\",{");
      emit(",\"retain\":true", "\"price\"");
      assertThat(alice.nextBesidesPings()).startsWith("42[\"price\",{");
      alice.ask("420[\"$leave\",\"R\"]");
      alice.send("420[\"$join\",{\"room\":\"R\",\"retained\":true}]");
      assertThat(until(alice, "430[{\"position\"")).hasSize(1);
    }
  }

  @Test
  void retainingNeedsARoomAndAStoredEvent() {
    assertThat(bob.ask("427[\"$emit\",{\"everyone\":true,\"retain\":true},\"x\",1]"))
        .contains("\"bad-request\"");
    assertThat(emit(",\"retain\":true,\"volatile\":true", "\"x\",1")).contains("\"bad-request\"");
    assertThat(emit(",\"retain\":true", "\"" + "x".repeat(256) + "\",1"))
        .contains("\"bad-request\"");
  }
}
