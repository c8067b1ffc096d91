package dev.holdfast.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.Broker;
import dev.holdfast.broker.TestBrokers;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthorizationTest {
  private static final String GUARDED = "/guarded,";
  private static final Pattern QUESTION =
      Pattern.compile("42/guarded,(\\d+)\\[\"\\$authorize\",\\{\"sid\":\"[\\w-]+\".*}]");

  @TempDir Path dataDir;
  private Broker broker;
  private BackendRig rig;
  private RawClient client;

  @BeforeEach
  void start() throws Exception {
    broker = TestBrokers.start(dataDir);
    rig = new BackendRig(broker);
    client = RawClient.open(broker.port());
  }

  @AfterEach
  void stop() {
    client.close();
    rig.close();
    broker.close();
  }

  private static void answer(RawClient chat, String asked, String verdict) {
    Matcher question = QUESTION.matcher(asked);
    assertThat(question.matches()).as(asked).isTrue();
    chat.send("43" + GUARDED + question.group(1) + verdict);
  }

  @Test
  void aClientIsLetInByTheBackendThatKnowsWhatItSent() {
    RawClient chat = rig.backend("chat", GUARDED);
    client.send("40/guarded,{\"clientId\":\"alice\",\"token\":\"t\"}");
    String asked = chat.next();
    assertThat(asked)
        .contains(",\"clientId\":\"alice\",\"auth\":{\"clientId\":\"alice\",\"token\":\"t\"}")
        .contains(",\"handshake\":{\"address\":\"127.0.0.1\"");
    answer(chat, asked, "[{\"accept\":true}]");
    assertThat(client.next()).startsWith("40/guarded,{\"sid\":");
    assertThat(chat.next()).startsWith("42/guarded,[\"$connection\"");
  }

  @Test
  void aClientThatIsNotLetInIsToldWhyAndItsConnectionStays() {
    RawClient chat = rig.backend("chat", GUARDED);
    client.send("40/guarded,{}");
    answer(chat, chat.next(), "[{\"accept\":false,\"message\":\"who?\",\"data\":{\"n\": [1.5]}}]");
    assertThat(client.next()).isEqualTo("44/guarded,{\"message\":\"who?\",\"data\":{\"n\":[1.5]}}");
    assertThat(client.ask("40")).startsWith("40{");
    client.send("40/guarded,{}");
    answer(chat, chat.next(), "[{\"accept\":false}]");
    assertThat(client.next()).isEqualTo("44/guarded,{\"message\":\"not authorized\"}");
  }

  @Test
  void withoutABackendTheClientWaitsForTheFirstThatComes() {
    client.send("40/guarded,{}");
    RawClient chat = rig.backend("chat", GUARDED);
    answer(chat, chat.next(), "[{\"accept\":true}]");
    assertThat(client.next()).startsWith("40/guarded,{\"sid\":");
  }

  @Test
  void aBackendThatLeavesWithoutAnAnswerIsFollowedByAnother() {
    RawClient first = rig.backend("chat", GUARDED);
    client.send("40/guarded,{}");
    assertThat(first.next()).matches(QUESTION);
    first.send("41/guarded,");
    RawClient second = rig.backend("chat", GUARDED);
    answer(second, second.next(), "[{\"accept\":true}]");
    assertThat(client.next()).startsWith("40/guarded,{\"sid\":");
  }

  @Test
  void aClientThatNobodyAnswersLosesItsConnectionAndMayComeBack() {
    RawClient chat = rig.backend("chat", GUARDED);
    client.send("40/guarded,{}");
    assertThat(chat.next()).matches(QUESTION);
    assertThat(client.next()).isEqualTo(RawClient.CLOSED);
  }

  @Test
  void anAnswerThatSaysNeitherYesNorNoLetsNobodyIn() {
    RawClient chat = rig.backend("chat", GUARDED);
    client.send("40/guarded,{}");
    answer(chat, chat.next(), "[{\"accept\":\"yes\"}]");
    assertThat(client.next()).isEqualTo(RawClient.CLOSED);
  }
}
