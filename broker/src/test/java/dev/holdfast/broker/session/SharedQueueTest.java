package dev.holdfast.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.Broker;
import dev.holdfast.broker.TestBrokers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several sessions of one client share its queue: the broker has two lanes, and uses both. */
class SharedQueueTest {
  private static final Pattern POSITION = Pattern.compile("\"p\":\"([^\"]+)\"");
  private static final String BATCH = "{\"clientId\":\"b\",\"shared\":true,\"ack\":\"batch\"}";
  private static final String EACH = "{\"clientId\":\"b\",\"shared\":true,\"ack\":\"each\"}";
  private static final String AUTO = "{\"clientId\":\"b\",\"shared\":\"true\"}";
  private static final String PLAIN = "{\"clientId\":\"b\",\"ack\":\"batch\"}";

  @TempDir Path dataDir;
  private Broker broker;
  private final List<RawClient> clients = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    broker = TestBrokers.start(dataDir);
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

  /** Emits to the shared queue and waits for the confirm. */
  private static void emit(RawClient publisher, int number) {
    assertThat(publisher.ask("421[\"$emit\",{\"clients\":[\"b\"]},\"n\"," + number + "]"))
        .startsWith("431[{\"position\":");
  }

  private static String positionIn(String frame) {
    Matcher matcher = POSITION.matcher(frame);
    assertThat(matcher.find()).as(frame).isTrue();
    return matcher.group(1);
  }

  private static void acknowledge(RawClient member, String frame) {
    assertThat(member.ask("425[\"$ack\",{\"upTo\":\"" + positionIn(frame) + "\"}]"))
        .isEqualTo("435[{}]");
  }

  @Timeout(60)
  @Test
  void eachEventGoesToOneMemberAndEventsOfOnePublisherToTheSame() {
    RawClient one = connect(BATCH);
    RawClient two = connect(BATCH);
    RawClient p = connect("{}");
    RawClient q = connect("{}");
    emit(p, 0);
    emit(p, 1);
    emit(q, 2);
    emit(p, 3);
    List<String> ofOne = new ArrayList<>();
    List<String> ofTwo = new ArrayList<>();
    // The lane that holds the queue hands over to those of its members.
    while (ofOne.size() + ofTwo.size() < 4) {
      ofOne.addAll(one.untilNow());
      ofTwo.addAll(two.untilNow());
    }
    List<String> busier = ofOne.size() > ofTwo.size() ? ofOne : ofTwo;
    List<String> other = busier == ofOne ? ofTwo : ofOne;
    assertThat(busier).hasSize(3);
    assertThat(busier.get(0)).startsWith("42[\"n\",0,{");
    assertThat(busier.get(1)).startsWith("42[\"n\",1,{");
    assertThat(busier.get(2)).startsWith("42[\"n\",3,{");
    assertThat(other).singleElement().asString().startsWith("42[\"n\",2,{");
  }

  @Test
  void membersInAllModesTakeTurns() {
    RawClient batch = connect(BATCH);
    RawClient each = connect(EACH);
    RawClient auto = connect(AUTO);
    List<RawClient> publishers = List.of(connect("{}"), connect("{}"), connect("{}"));
    for (int i = 0; i < 3; i++) {
      emit(publishers.get(i), i);
    }
    String byVerb = batch.nextBesidesPings();
    assertThat(byVerb).matches("42\\[\"n\",\\d,\\{\"p\":.*");
    assertThat(each.nextBesidesPings()).matches("420\\[\"n\",\\d]");
    assertThat(auto.nextBesidesPings()).matches("42\\[\"n\",\\d]");
    acknowledge(batch, byVerb);
    each.send("430[]");
    assertThat(auto.next()).isEqualTo("2");
    auto.send("3");
    each.untilNow();
    auto.untilNow();
    clients.forEach(RawClient::close);
    emit(connect("{}"), 3);
    assertThat(connect(BATCH).next()).as("the three are acknowledged").startsWith("42[\"n\",3,{");
  }

  @Test
  void whatADeadMemberHadNotAcknowledgedComesToAnotherBeforeLaterEvents() {
    RawClient one = connect(BATCH);
    RawClient publisher = connect("{}");
    for (int i = 0; i < 3; i++) {
      emit(publisher, i);
    }
    List<String> held = List.of(one.next(), one.next(), one.next());
    acknowledge(one, held.get(0));
    RawClient two = connect(BATCH);
    one.close();
    assertThat(two.next()).startsWith("42[\"n\",1,{");
    assertThat(two.next()).startsWith("42[\"n\",2,{");
    emit(publisher, 3);
    assertThat(two.next()).startsWith("42[\"n\",3,{");
  }

  @Test
  void withNoMemberEventsWaitAlsoOverARestart() throws Exception {
    connect(BATCH).close();
    emit(connect("{}"), 0);
    broker.close();
    broker = TestBrokers.start(dataDir);
    emit(connect("{}"), 1);
    RawClient member = connect(BATCH);
    assertThat(member.next()).startsWith("42[\"n\",0,{");
    assertThat(member.next()).startsWith("42[\"n\",1,{");
  }

  @Test
  void aReceiptedAcknowledgementIsDurableWhoeverGaveIt() throws Exception {
    RawClient one = connect(BATCH);
    RawClient two = connect(BATCH);
    RawClient p = connect("{}");
    RawClient q = connect("{}");
    emit(p, 0);
    emit(q, 1);
    String unacknowledged = one.next();
    acknowledge(two, two.next());
    broker.close();
    broker = TestBrokers.start(dataDir);
    emit(connect("{}"), 2);
    RawClient later = connect(BATCH);
    assertThat(later.next()).isEqualTo(unacknowledged);
    assertThat(later.next()).startsWith("42[\"n\",2,{");
  }

  @Test
  void anEventNackedComesAgainToItsMember() {
    RawClient one = connect(BATCH);
    emit(connect("{}"), 0);
    String event = one.next();
    assertThat(one.ask("425[\"$nack\",{\"p\":\"" + positionIn(event) + "\",\"delayMs\":1}]"))
        .isEqualTo("435[{}]");
    assertThat(one.next()).isEqualTo(event.replace("}]", ",\"attempt\":2}]"));
    acknowledge(one, event);
  }

  @Test
  void aMemberHoldsNoMoreThanItsWindow() {
    RawClient one =
        connect("{\"clientId\":\"b\",\"shared\":true,\"ack\":\"batch\",\"window\":\"2\"}");
    RawClient publisher = connect("{}");
    for (int i = 0; i < 4; i++) {
      emit(publisher, i);
    }
    List<String> held = List.of(one.next(), one.next());
    assertThat(one.untilNow()).isEmpty();
    one.send("42[\"$ack\",{\"upTo\":\"" + positionIn(held.get(1)) + "\"}]");
    assertThat(one.next()).startsWith("42[\"n\",2,{");
    assertThat(one.next()).startsWith("42[\"n\",3,{");
  }

  @Test
  void aMemberAcknowledgesOnlyWhatItWasSent() {
    RawClient one = connect(BATCH);
    RawClient two = connect(BATCH);
    RawClient publisher = connect("{}");
    emit(publisher, 0);
    emit(connect("{}"), 1);
    String ofOne = one.next();
    two.next();
    assertThat(two.ask("425[\"$ack\",{\"upTo\":\"" + positionIn(ofOne) + "\"}]"))
        .contains("not-delivered");
    assertThat(two.ask("425[\"$ack\",{\"also\":[\"" + positionIn(ofOne) + "\"]}]"))
        .contains("not-delivered");
  }

  @Timeout(60)
  @Test
  void membershipsAreTheClients() {
    RawClient one = connect(BATCH);
    RawClient two = connect(BATCH);
    one.ask("421[\"$join\",\"R\"]");
    assertThat(two.ask("421[\"$rooms\"]")).isEqualTo("431[{\"rooms\":[\"R\"]}]");
    RawClient publisher = connect("{}");
    publisher.ask("421[\"$emit\",{\"rooms\":[\"R\"]},\"n\",0]");
    List<String> all = new ArrayList<>();
    while (all.isEmpty()) {
      all.addAll(one.untilNow());
      all.addAll(two.untilNow());
    }
    assertThat(all).singleElement().asString().startsWith("42[\"n\",0,{");
    assertThat(two.ask("421[\"$leave\",\"R\"]")).isEqualTo("431[{}]");
    assertThat(one.ask("421[\"$rooms\"]")).isEqualTo("431[{\"rooms\":[]}]");
  }

  @Test
  void aSessionOfItsOwnEndsThoseThatShare() {
    RawClient one = connect(BATCH);
    RawClient two = connect(EACH);
    emit(connect("{}"), 0);
    RawClient plain = connect(PLAIN);
    assertThat(plain.next()).startsWith("42[\"n\",0,{");
    assertThat(lastFrame(one)).isEqualTo("41");
    assertThat(lastFrame(two)).isEqualTo("41");
  }

  /** Of a member that may have been delivered the event before. */
  private static String lastFrame(RawClient member) {
    String frame = member.nextBesidesPings();
    return frame.startsWith("42") ? member.nextBesidesPings() : frame;
  }

  @Test
  void sessionsThatShareEndTheOneThatDoesNot() {
    RawClient plain = connect(PLAIN);
    emit(connect("{}"), 0);
    plain.next();
    RawClient one = connect(BATCH);
    assertThat(plain.next()).isEqualTo("41");
    assertThat(one.next()).startsWith("42[\"n\",0,{");
    connect(BATCH);
    assertThat(one.untilNow()).isEmpty();
  }

  @Test
  void sequenceNumbersAreForSessionsOfTheirOwn() {
    assertThat(connect(BATCH).ask("421[\"$emit\",{\"rooms\":[\"R\"],\"seq\":1},\"n\"]"))
        .contains("bad-request", "shares no queue");
  }
}
