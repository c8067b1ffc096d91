package dev.holdfast.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.Broker;
import dev.holdfast.broker.TestBrokers;
import dev.holdfast.broker.config.NamespaceConfig;
import dev.holdfast.broker.queue.QueueLimits;
import dev.holdfast.broker.queue.RedeliveryPolicy;
import dev.holdfast.broker.routing.Backends;
import dev.holdfast.broker.routing.NamespaceRules;
import dev.holdfast.broker.routing.QueueRules;
import dev.holdfast.broker.routing.Routes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of events that are not handled, frame by frame. */
class AttemptsTest {
  private static final Pattern POSITION = Pattern.compile("\"p\":\"([^\"]+)\"");
  private static final String BATCH = "{\"clientId\":\"a\",\"ack\":\"batch\"}";
  private static final String EACH = "{\"clientId\":\"a\",\"ack\":\"each\"}";
  private static final String STRICT =
      "{\"clientId\":\"a\",\"ack\":\"batch\",\"order\":\"strict\",\"window\":\"50\"}";
  private static final String SHARED = "{\"clientId\":\"a\",\"ack\":\"batch\",\"shared\":true}";
  private static final String OPS =
      "{\"clientId\":\"ops\",\"ack\":\"batch\",\"shared\":true,\"window\":0}";

  /** Nothing but what clients ask for. */
  private static final RedeliveryPolicy PATIENT = RedeliveryPolicy.NONE;

  private static final RedeliveryPolicy THRICE = new RedeliveryPolicy(0, 1, 1, 3);
  private static final RedeliveryPolicy TIMED = new RedeliveryPolicy(100, 1, 1, 3);

  @TempDir Path dataDir;
  private Broker broker;
  private final List<RawClient> clients = new ArrayList<>();

  private void start(RedeliveryPolicy policy) throws Exception {
    QueueRules queues = new QueueRules(List.of(), QueueLimits.NONE, policy, 0);
    Backends backends = new Backends(List.of("ops"), null, 1);
    NamespaceRules rules = new NamespaceRules(false, backends, Routes.toEveryone(), queues);
    broker = TestBrokers.start(dataDir, List.of(new NamespaceConfig("/", rules)));
  }

  @AfterEach
  void stop() {
    clients.forEach(RawClient::close);
    broker.close();
  }

  private RawClient connect(String auth) {
    RawClient client = RawClient.connect(broker.port(), auth);
    clients.add(client);
    return client;
  }

  private void emit(int... numbers) {
    RawClient publisher = connect("{}");
    for (int number : numbers) {
      assertThat(publisher.ask("421[\"$emit\",{\"clients\":[\"a\"]},\"n\"," + number + "]"))
          .startsWith("431[{\"position\":");
    }
  }

  private static String positionIn(String frame) {
    Matcher matcher = POSITION.matcher(frame);
    assertThat(matcher.find()).as(frame).isTrue();
    return matcher.group(1);
  }

  private static String nack(String event, String more) {
    return "425[\"$nack\",{\"p\":\"" + positionIn(event) + "\"" + more + "}]";
  }

  private static String ack(String event) {
    return "426[\"$ack\",{\"upTo\":\"" + positionIn(event) + "\"}]";
  }

  private static String deadLetters(String keys) {
    return "427[\"$deadLetters\",{" + keys + "}]";
  }

  /** Once there are any. */
  private static String listed(RawClient client, String keys) {
    String listed = client.ask(deadLetters(keys));
    for (int tries = 0; tries < 10_000 && listed.contains("[]"); tries++) {
      listed = client.ask(deadLetters(keys));
    }
    return listed;
  }

  @Test
  void aDelayOutlivesTheSessionAndTheBroker() throws Exception {
    start(PATIENT);
    RawClient one = connect(BATCH);
    emit(1, 2);
    String first = one.next();
    assertThat(one.next()).startsWith("42[\"n\",2,{");
    assertThat(one.ask(nack(first, ",\"delayMs\":1500,\"reason\":\"busy\""))).isEqualTo("435[{}]");
    broker.close();
    start(PATIENT);
    RawClient again = connect(BATCH);
    assertThat(again.next()).as("overtakes what waits").startsWith("42[\"n\",2,{");
    assertThat(again.next()).startsWith("42[\"n\",1,{").endsWith(",\"attempt\":2}]");
  }

  @Test
  void whatWaitsIsNotMeantByTheAcknowledgementOfLaterEvents() throws Exception {
    start(PATIENT);
    RawClient one = connect(BATCH);
    emit(1, 2);
    String first = one.next();
    String second = one.next();
    assertThat(one.ask(nack(first, ",\"delayMs\":300"))).isEqualTo("435[{}]");
    assertThat(one.ask(ack(second))).isEqualTo("436[{}]");
    String again = one.next();
    assertThat(again).startsWith("42[\"n\",1,{");
    assertThat(one.ask(ack(second))).as("delivered before").isEqualTo("436[{}]");
    one.close();
    RawClient later = connect(BATCH);
    assertThat(later.next()).startsWith("42[\"n\",1,{");
    assertThat(later.ask(ack(again))).isEqualTo("436[{}]");
    later.close();
    emit(3);
    assertThat(connect(BATCH).next()).startsWith("42[\"n\",3,{");
  }

  @Test
  void withoutMaxAttemptsTheEndOfASessionIsNoFailedAttempt() throws Exception {
    start(PATIENT);
    RawClient one = connect(BATCH);
    emit(1);
    String first = one.next();
    one.close();
    assertThat(connect(BATCH).next()).isEqualTo(first);
  }

  @Test
  void afterMaxAttemptsAnEventThatNobodyAcknowledgesInTimeIsADeadLetter() throws Exception {
    start(TIMED);
    RawClient one = connect(EACH);
    emit(1);
    assertThat(one.next()).isEqualTo("420[\"n\",1]");
    assertThat(one.next()).isEqualTo("421[\"n\",1]");
    assertThat(one.next()).isEqualTo("422[\"n\",1]");
    assertThat(listed(one, "\"action\":\"list\""))
        .matches(
            "437\\[\\{\"deadLetters\":\\[\\{\"p\":\"[^\"]+\",\"t\":\\d+,\"attempts\":3,"
                + "\"reason\":\"ack-timeout\",\"diedAt\":\\d+,\"event\":\\[\"n\",1]}],"
                + "\"next\":null}]");
    one.close();
    emit(2);
    assertThat(connect(EACH).next()).as("it is acknowledged").isEqualTo("420[\"n\",2]");
  }

  @Test
  void anEventThatEndsSessionAfterSessionIsADeadLetter() throws Exception {
    start(THRICE);
    connect(BATCH).close();
    emit(1);
    for (int attempt = 1; attempt <= 3; attempt++) {
      RawClient crashing = connect(BATCH);
      String event = crashing.next();
      assertThat(event).startsWith("42[\"n\",1,{");
      if (attempt > 1) {
        assertThat(event).endsWith(",\"attempt\":" + attempt + "}]");
      }
      crashing.close();
    }
    RawClient ops = connect(OPS);
    assertThat(listed(ops, "\"action\":\"list\",\"of\":\"a\""))
        .contains("\"attempts\":3,\"reason\":\"session-ended\"");
  }

  @Test
  void theEndOfASessionOfABrokerThatStopsIsNoFailedAttempt() throws Exception {
    start(THRICE);
    RawClient one = connect(BATCH);
    emit(1);
    String event = one.next();
    broker.close();
    start(THRICE);
    assertThat(connect(BATCH).next()).isEqualTo(event);
  }

  @Test
  void aReplayedDeadLetterIsANewEventWithItsAttemptsCountedAnew() throws Exception {
    start(new RedeliveryPolicy(0, 1, 1, 1));
    RawClient one = connect(BATCH);
    emit(1, 2);
    String first = one.next();
    String second = one.next();
    assertThat(one.ask(nack(first, ",\"reason\":\"no \\\"stock\\\"\""))).isEqualTo("435[{}]");
    assertThat(one.ask(nack(second, ""))).isEqualTo("435[{}]");
    String both = one.ask(deadLetters("\"action\":\"list\""));
    assertThat(both).contains("\"reason\":\"no \\\"stock\\\"\"").contains("\"reason\":\"nack\"");
    String page = one.ask(deadLetters("\"action\":\"list\",\"limit\":1"));
    assertThat(page)
        .contains("\"event\":[\"n\",1]")
        .endsWith("\"next\":\"" + positionIn(first) + "\"}]");
    assertThat(one.ask(deadLetters("\"action\":\"list\",\"from\":\"" + positionIn(first) + "\"")))
        .contains("\"event\":[\"n\",2]")
        .endsWith("\"next\":null}]");
    one.send(
        deadLetters(
            "\"action\":\"replay\",\"positions\":[\"%s\",\"%s\"]"
                .formatted(positionIn(first), positionIn(first))));
    List<String> frames = List.of(one.next(), one.next());
    assertThat(frames).contains("437[{\"replayed\":1}]");
    String replayed = frames.get(frames.get(0).startsWith("437") ? 1 : 0);
    assertThat(replayed).startsWith("42[\"n\",1,{").doesNotContain("attempt");
    assertThat(positionIn(replayed)).isNotEqualTo(positionIn(first));
    assertThat(one.ask(deadLetters("\"action\":\"purge\""))).isEqualTo("437[{\"purged\":1}]");
    assertThat(one.ask(deadLetters("\"action\":\"list\"")))
        .isEqualTo("437[{\"deadLetters\":[],\"next\":null}]");
  }

  @Test
  void deadLettersKeepTheirBinaryArguments() throws Exception {
    start(new RedeliveryPolicy(0, 1, 1, 1));
    RawClient one = connect(BATCH);
    RawClient publisher = connect("{}");
    for (int i = 0; i < 2; i++) {
      publisher.send(
          "451-1[\"$emit\",{\"clients\":[\"a\"]},\"b\",{\"_placeholder\":true,\"num\":0}]");
      publisher.sendBinary(new byte[] {(byte) i});
      assertThat(publisher.next()).startsWith("431[{\"position\":");
      String event = one.next();
      assertThat(one.next()).isEqualTo("b:0" + i);
      assertThat(one.ask(nack(event, ""))).isEqualTo("435[{}]");
    }
    assertThat(one.ask(deadLetters("\"action\":\"list\"")))
        .startsWith("462-7[")
        .contains("[\"b\",{\"_placeholder\":true,\"num\":0}]")
        .contains("[\"b\",{\"_placeholder\":true,\"num\":1}]");
    assertThat(List.of(one.next(), one.next())).containsExactly("b:00", "b:01");
  }

  @Test
  void deadLettersOfOthersAreForBackEnds() throws Exception {
    start(PATIENT);
    RawClient a = connect(BATCH);
    assertThat(a.ask(deadLetters("\"action\":\"list\",\"of\":\"ops\""))).contains("\"forbidden\"");
    assertThat(connect(OPS).ask(deadLetters("\"action\":\"list\",\"of\":\"nobody\"")))
        .contains("\"unknown-client\"");
    assertThat(a.ask(deadLetters("\"action\":\"burn\""))).contains("list, replay or purge");
    assertThat(a.ask(deadLetters("\"action\":\"purge\",\"positions\":[\"zzz-0-1\"]")))
        .contains("\"bad-position\"");
  }

  @Test
  void inStrictOrderNothingComesBeforeWhatWaits() throws Exception {
    start(THRICE);
    RawClient one = connect(STRICT);
    emit(1, 2);
    String first = one.next();
    assertThat(one.ask(nack(first, ",\"delayMs\":1000"))).isEqualTo("435[{}]");
    one.close();
    RawClient again = connect(STRICT);
    String second = again.next();
    assertThat(second).startsWith("42[\"n\",1,{").endsWith("\"attempt\":2}]");
    assertThat(again.untilNow()).isEmpty();
    assertThat(again.send(nack(second, ",\"delayMs\":0")).nextBesidesPings()).isNotEmpty();
    String third = again.next();
    assertThat(third).startsWith("42[\"n\",1,{").endsWith("\"attempt\":3}]");
    again.send(nack(third, ""));
    assertThat(List.of(again.next(), again.next()))
        .as("given up, it makes way")
        .anyMatch(frame -> frame.startsWith("42[\"n\",2,{"));
  }

  @Test
  void aSharedQueueGivesUpWhatEndsMemberAfterMember() throws Exception {
    start(THRICE);
    RawClient steady = connect(SHARED);
    RawClient ops = connect(OPS);
    emit(1);
    String event = steady.next();
    assertThat(steady.ask(nack(event, ",\"delayMs\":0"))).isEqualTo("435[{}]");
    String again = steady.next();
    assertThat(again).startsWith("42[\"n\",1,{").endsWith("\"attempt\":2}]");
    RawClient other = connect(SHARED);
    steady.close();
    String third = other.next();
    assertThat(third).startsWith("42[\"n\",1,{").endsWith("\"attempt\":3}]");
    assertThat(other.ask(nack(third, ""))).isEqualTo("435[{}]");
    assertThat(ops.ask(deadLetters("\"action\":\"list\",\"of\":\"a\""))).contains("\"attempts\":3");
    emit(2);
    String next = other.next();
    assertThat(next).startsWith("42[\"n\",2,{");
    assertThat(other.ask(ack(next))).as("nothing before it is held").isEqualTo("436[{}]");
    other.close();
    emit(3);
    assertThat(connect(SHARED).next()).startsWith("42[\"n\",3,{");
  }

  @Test
  void aSharedQueueKnowsDelaysFromBeforeARestart() throws Exception {
    start(PATIENT);
    RawClient one = connect(SHARED);
    emit(1, 2);
    String first = one.next();
    assertThat(one.next()).startsWith("42[\"n\",2,{");
    assertThat(one.ask(nack(first, ",\"delayMs\":1500"))).isEqualTo("435[{}]");
    broker.close();
    start(PATIENT);
    RawClient again = connect(SHARED);
    assertThat(again.next()).startsWith("42[\"n\",2,{");
    assertThat(again.next()).startsWith("42[\"n\",1,{").endsWith(",\"attempt\":2}]");
  }

  @Test
  void aWindowOfNoneIsSentNothing() throws Exception {
    start(PATIENT);
    connect(BATCH).close();
    emit(1);
    RawClient looking = connect("{\"clientId\":\"a\",\"ack\":\"batch\",\"window\":0}");
    assertThat(looking.untilNow()).isEmpty();
  }

  @Test
  void inModeAutoNothingWaits() throws Exception {
    start(PATIENT);
    RawClient one = connect(BATCH);
    emit(1);
    assertThat(one.ask(nack(one.next(), ",\"delayMs\":86400000"))).isEqualTo("435[{}]");
    one.close();
    assertThat(connect("{\"clientId\":\"a\"}").next()).isEqualTo("42[\"n\",1]");
  }
}
