package dev.holdfast.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.holdfast.broker.Broker;
import dev.holdfast.broker.Epochs;
import dev.holdfast.broker.TestBrokers;
import dev.holdfast.broker.admin.ControlClient;
import dev.holdfast.broker.storage.Restore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients of a store that was restored from a backup, which have seen more than it holds. */
@Timeout(60)
class RestoredStoreTest {
  private static final String ALICE = "{\"clientId\":\"alice\",\"ack\":\"batch\"%s}";

  @TempDir Path temp;
  private final List<String> positions = new ArrayList<>();
  private Broker broker;
  private String carolsSession = "";

  /** Three events before the backup, two after it. */
  @BeforeEach
  void restore() throws Exception {
    Path data = temp.resolve("data");
    try (Broker lost = TestBrokers.start(data);
        RawClient alice = RawClient.connect(lost.port(), ALICE.formatted(""));
        RawClient carol = RawClient.open(lost.port());
        RawClient bob = RawClient.connect(lost.port(), "")) {
      alice.ask("420[\"$join\",\"R\"]");
      carolsSession = carol.ask("40{\"clientId\":\"carol\",\"ack\":\"offset\"}");
      emit(bob, 3);
      backup(data);
      emit(bob, 2);
    }
    Restore.restore(temp.resolve("backup"), temp.resolve("restored"), Epochs::next);
    broker = TestBrokers.start(temp.resolve("restored"));
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  private void emit(RawClient client, int events) {
    for (int i = 0; i < events; i++) {
      positions.add(position(client.ask("421[\"$emit\",{\"rooms\":[\"R\"]},\"n\"]")));
    }
  }

  private static String position(String answer) {
    return answer.replaceFirst(".*\"(?:position|p)\":\"([^\"]+)\".*", "$1");
  }

  private void backup(Path data) throws Exception {
    try (ControlClient control = Objects.requireNonNull(ControlClient.connect(data))) {
      Path to = temp.resolve("backup").toAbsolutePath();
      control.run(
          "backup", JsonNodeFactory.instance.objectNode().put("to", to.toString()), words -> {});
    }
  }

  private RawClient alice(String more) {
    RawClient alice = RawClient.open(broker.port());
    alice.send("40" + ALICE.formatted(more));
    return alice;
  }

  private String shared() {
    return positions.get(2);
  }

  /** Where the histories part: at the last event of the backup, or at a record after it. */
  private String parting() throws IOException {
    String format = Files.readString(temp.resolve("restored/FORMAT"), StandardCharsets.ISO_8859_1);
    Matcher history = Pattern.compile("history: -?\\d+ (\\d+)").matcher(format);
    assertThat(history.find()).as(format).isTrue();
    return shared().replaceFirst("\\d+$", history.group(1));
  }

  private String ahead() {
    return positions.get(4);
  }

  @Test
  void eventsKeepTheirPositionsAndNewOnesAreOfAnotherHistory() {
    try (RawClient alice = alice("");
        RawClient bob = RawClient.connect(broker.port(), "")) {
      assertThat(alice.next()).startsWith("40{\"sid\"").doesNotContain("restored");
      for (String position : positions.subList(0, 3)) {
        assertThat(position(alice.next())).isEqualTo(position);
      }
      emit(bob, 1);
      assertThat(position(alice.next())).isEqualTo(positions.get(5));
      assertThat(positions.get(5)).doesNotStartWith(ahead().split("-", 2)[0] + "-");
    }
  }

  @Test
  void aClientThatTellsWhatItHasSeenIsToldWhatIsMissing() throws Exception {
    try (RawClient alice = alice(",\"offset\":\"" + ahead() + "\"")) {
      assertThat(alice.next())
          .contains("\"restored\":{\"from\":\"" + parting() + "\",\"to\":\"" + ahead() + "\"}");
    }
    try (RawClient alice = alice(",\"offset\":\"" + shared() + "\"")) {
      assertThat(alice.next()).startsWith("40{\"sid\"").doesNotContain("restored");
    }
  }

  @Test
  void aPositionAheadOfTheStoreIsRefusedWithWhatIsMissing() throws Exception {
    String missing = "\"from\":\"" + parting() + "\",\"to\":\"" + ahead() + "\"}}]";
    try (RawClient alice = alice("")) {
      for (int i = 0; i < 4; i++) {
        alice.next();
      }
      assertThat(alice.ask("425[\"$ack\",{\"upTo\":\"" + ahead() + "\"}]"))
          .startsWith("435[{\"error\":{\"code\":\"restored\",")
          .endsWith(missing);
      assertThat(alice.ask("426[\"$join\",{\"room\":\"S\",\"from\":\"" + ahead() + "\"}]"))
          .startsWith("436[{\"error\":{\"code\":\"restored\",")
          .endsWith(missing);
      assertThat(alice.ask("427[\"$ack\",{\"upTo\":\"" + shared() + "\"}]")).isEqualTo("437[{}]");
    }
  }

  @Test
  void aQueueThatIsToBeginAheadOfTheStoreBeginsWhereTheyPart() throws Exception {
    try (RawClient dave = RawClient.open(broker.port());
        RawClient bob = RawClient.connect(broker.port(), "")) {
      String connected =
          dave.ask("40{\"clientId\":\"dave\",\"ack\":\"batch\",\"from\":\"" + ahead() + "\"}");
      assertThat(connected).contains("\"restored\":{\"from\":\"" + parting());
      bob.ask("421[\"$emit\",{\"everyone\":true},\"n\"]");
      assertThat(dave.next()).startsWith("42[\"n\"");
    }
  }

  @Test
  void aStockClientThatHasSeenMoreIsNotTakenForRecovered() {
    try (RawClient carol = RawClient.open(broker.port())) {
      String answer = carol.ask(carolAgain(ahead()));
      assertThat(sid(answer)).isNotEqualTo(sid(carolsSession));
      assertThat(answer).contains("\"restored\":{");
    }
  }

  @Test
  void aStockClientThatHasSeenNoMoreIsRecovered() {
    try (RawClient carol = RawClient.open(broker.port())) {
      assertThat(sid(carol.ask(carolAgain(shared())))).isEqualTo(sid(carolsSession));
    }
  }

  private String carolAgain(String seen) {
    String pid = carolsSession.replaceFirst(".*\"pid\":\"([^\"]+)\".*", "$1");
    return "40{\"clientId\":\"carol\",\"ack\":\"offset\",\"pid\":\"%s\",\"offset\":\"%s\"}"
        .formatted(pid, seen);
  }

  private static String sid(String answer) {
    return answer.replaceFirst(".*\"sid\":\"([^\"]+)\".*", "$1");
  }

  @Test
  void theControlSocketIsTheOwnersAloneAndGoesWithTheBroker() throws Exception {
    Path socket = temp.resolve("restored/control");
    assertThat(Files.getPosixFilePermissions(socket)).hasSize(2);
    assertThat(temp.resolve("restored/control.new")).doesNotExist();
    broker.close();
    assertThat(socket).doesNotExist();
    assertThat(temp.resolve("data/control")).doesNotExist();
  }
}
