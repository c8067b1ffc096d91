package dev.holdfast.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.Broker;
import dev.holdfast.broker.TestBrokers;
import dev.holdfast.broker.config.RecoveryConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Socket.IO's connection state recovery frame by frame. What each test is named after is what users
 * of the reference server miss, or would here.
 */
class RecoveryTest {
  private static final String CLOSED = RawClient.CLOSED;

  @TempDir Path dataDir;
  private Broker broker;
  private RawClient emitter;

  @BeforeEach
  void start() throws Exception {
    broker = TestBrokers.start(dataDir);
    emitter = emitter();
  }

  @AfterEach
  void stop() {
    emitter.close();
    broker.close();
  }

  private void restart() throws Exception {
    stop();
    start();
  }

  private RawClient emitter() {
    RawClient client = RawClient.open(broker.port());
    assertThat(client.ask("40/recovery,{\"ack\":\"batch\"}")).startsWith("40/recovery,{");
    return client;
  }

  private void emit(int number) {
    String options = "{\"rooms\":[\"R\"]}";
    assertThat(emitter.ask("42/recovery,1[\"$emit\"," + options + ",\"n\"," + number + "]"))
        .startsWith("43/recovery,1[{\"position\":");
  }

  /** A session that may be recovered, in room R. */
  private RecoverableClient member() {
    RecoverableClient client = RecoverableClient.connect(broker.port());
    client.join("R");
    return client;
  }

  @Test
  void recoveryWorksWhenNoEventHadBeenReceivedYet() {
    RecoverableClient before = member();
    before.close();
    emit(1);
    try (RecoverableClient after = before.recover(broker.port())) {
      assertThat(after.missed()).containsExactly(1);
      assertThat(after.identity()).isEqualTo(before.identity());
    }
  }

  @Test
  void recoveryWorksASecondAndATenthTime() {
    RecoverableClient client = member();
    for (int time = 1; time <= 10; time++) {
      client.close();
      emit(time);
      RecoverableClient next = client.recover(broker.port());
      assertThat(next.missed()).as("time %d", time).containsExactly(time);
      assertThat(next.identity()).isEqualTo(client.identity());
      client = next;
    }
    client.close();
  }

  @Test
  void recoveryWorksAfterTheServerWasRestarted() throws Exception {
    RecoverableClient before = member();
    emit(1);
    before.receive(1);
    before.close();
    emit(2);
    restart();
    emit(3);
    try (RecoverableClient after = before.recover(broker.port())) {
      assertThat(after.missed()).containsExactly(2, 3);
      assertThat(after.identity()).isEqualTo(before.identity());
      emit(4);
      after.receive(4);
    }
  }

  @Test
  void nothingMissedIsNoReasonNotToRecover() {
    RecoverableClient before = member();
    before.close();
    try (RecoverableClient after = before.recover(broker.port())) {
      assertThat(after.missed()).isEmpty();
      assertThat(after.identity()).isEqualTo(before.identity());
    }
  }

  @Test
  void recoveryWorksWhileTheDeadConnectionIsNotNoticedYet() {
    RecoverableClient halfOpen = member();
    emit(1);
    try (RecoverableClient after = halfOpen.recover(broker.port())) {
      assertThat(after.missed()).containsExactly(1);
      assertThat(after.identity()).isEqualTo(halfOpen.identity());
      assertThat(halfOpen.socket().nextBesidesPings()).startsWith("42/recovery,[\"n\",1,");
      assertThat(halfOpen.socket().nextBesidesPings()).as("no 41 before").isEqualTo(CLOSED);
    }
  }

  @Test
  void aDuplicatedTabGetsASessionOfItsOwnAndTheFirstOneKeepsItsOwn() {
    try (RecoverableClient first = member();
        RecoverableClient second = first.startRecovering(broker.port())) {
      assertThat(first.socket().next()).isEqualTo("2");
      first.socket().send("3");
      second.awaitAnswer();
      assertThat(second.missed()).isEmpty();
      assertThat(second.identity()).isNotEqualTo(first.identity());
      emit(1);
      first.receive(1);
      assertThat(second.untilNow()).as("it is not in the first one's room").isEmpty();
    }
  }

  @Test
  void ofTwoTabsThatComeBackAtOnceOneRecoversAndTheOtherGetsASessionOfItsOwn() {
    RecoverableClient before = member();
    before.close();
    emit(1);
    try (RecoverableClient one = before.startRecovering(broker.port());
        RecoverableClient other = before.startRecovering(broker.port())) {
      one.socket().answerPings();
      other.socket().answerPings();
      one.awaitAnswer();
      other.awaitAnswer();
      List<String> identities = List.of(one.identity(), other.identity());
      assertThat(identities).contains(before.identity()).doesNotHaveDuplicates();
    }
  }

  @Test
  void whoeverKnowsTheSidOnlyCannotTakeTheSessionOver() {
    try (RecoverableClient owner = member();
        RawClient stranger = RawClient.open(broker.port())) {
      String guess = owner.sid() + ".AAAAAAAAAAAAAAAAAAAA";
      assertThat(stranger.ask("40/recovery,{\"pid\":\"" + guess + "\"}"))
          .startsWith("40/recovery,{\"sid\":")
          .doesNotContain(owner.sid());
      assertThat(owner.untilNow()).as("not even a ping").isEmpty();
    }
  }

  @Test
  void anUnknownOrMalformedPidIsAPlainNewSessionAndNoError() {
    for (String pid : List.of("abcdefghijabcdefghij.abcdefghijabcdefghij", "x", "", "a.b", "..")) {
      try (RawClient client = RawClient.open(broker.port())) {
        assertThat(client.ask("40/recovery,{\"pid\":\"" + pid + "\",\"offset\":\"y\"}"))
            .as(pid)
            .matches(RecoverableClient.ANSWER);
      }
    }
  }

  @Test
  void anUnknownOffsetFallsBackToWhatTheBrokerKnows() {
    RecoverableClient client = member();
    emit(1);
    client.receive(1);
    client.acknowledge();
    for (String offset : List.of("hello", "zz-0-1", "1-7-1", "")) {
      client.close();
      RecoverableClient again = client.recover(broker.port(), offset);
      assertThat(again.missed()).as("offset '%s'", offset).isEmpty();
      client = again;
    }
    client.close();
  }

  @Test
  void anOffsetStaleOrMissingBringsAgainOnlyWhatWasNotAcknowledged() {
    RecoverableClient client = member();
    emit(1);
    String stale = client.receive(1);
    emit(2);
    client.receive(2);
    client.acknowledge();
    emit(3);
    client.receive(3);
    client.close();
    try (RecoverableClient again = client.recover(broker.port(), stale)) {
      assertThat(again.missed()).containsExactly(3);
    }
  }

  @Test
  void anOffsetSeenCountsAlsoWhenNoHeartbeatHadAcknowledgedIt() {
    RecoverableClient client = member();
    emit(1);
    client.receive(1);
    emit(2);
    client.close();
    try (RecoverableClient again = client.recover(broker.port())) {
      assertThat(again.missed()).containsExactly(2);
    }
  }

  @Test
  void aLongBacklogComesAWindowAtATimeAndTheAnswerAfterTheFirst() {
    RecoverableClient before = member();
    before.close();
    for (int i = 0; i < 50; i++) {
      emit(i);
    }
    try (RecoverableClient after = before.windowOf(10).recover(broker.port())) {
      assertThat(after.missed()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
      assertThat(after.identity()).isEqualTo(before.identity());
      List<Integer> rest = new ArrayList<>();
      while (rest.size() < 40) {
        rest.addAll(after.nextAnsweringPings());
      }
      assertThat(rest).isSorted().startsWith(10).endsWith(49).doesNotHaveDuplicates();
    }
  }

  /** The client may have thrown away what it got before the answer, which it never saw. */
  @Test
  void whatComesBeforeTheAnswerIsNotAcknowledgedByAPongToAnEarlierPing() {
    RecoverableClient before = member();
    before.close();
    for (int i = 0; i < 20; i++) {
      emit(i);
    }
    RecoverableClient cut = before.windowOf(10).recover(broker.port());
    assertThat(cut.missed()).hasSize(10);
    assertThat(cut.socket().next()).as("asks anew, after the answer").isEqualTo("2");
    cut.close();
    try (RecoverableClient after = before.recover(broker.port())) {
      assertThat(after.missed()).startsWith(0).hasSize(10);
    }
  }

  @Test
  void binaryEventsAreRecoveredWithTheirAttachmentsAndCarryAnOffset() {
    RecoverableClient before = member();
    before.close();
    emitter
        .send(
            "451-/recovery,1[\"$emit\",{\"rooms\":[\"R\"]},\"b\",{\"_placeholder\":true,\"num\":0}]")
        .sendBinary(new byte[] {1, 2});
    assertThat(emitter.nextBesidesPings()).startsWith("43/recovery,1[{\"position\":");
    try (RecoverableClient after = before.startRecovering(broker.port())) {
      assertThat(after.socket().next())
          .matches(
              "451-/recovery,\\[\"b\",\\{\"_placeholder\":true,\"num\":0},\"[0-9a-z]+-0-\\d+\"]");
      assertThat(after.socket().next()).isEqualTo("b:0102");
      after.awaitAnswer();
      assertThat(after.identity()).isEqualTo(before.identity());
    }
  }

  @Test
  void whatIsEmittedToASidReachesItsSessionThoughItIsAway() {
    RecoverableClient before = RecoverableClient.connect(broker.port());
    before.close();
    try (RawClient other = RawClient.open(broker.port())) {
      other.ask("40/recovery,{}");
      String target = "{\"rooms\":[\"" + before.sid() + "\"]}";
      assertThat(other.ask("42/recovery,1[\"$emit\"," + target + ",\"n\",7]"))
          .startsWith("43/recovery,1[{\"position\":");
    }
    try (RecoverableClient after = before.recover(broker.port())) {
      assertThat(after.missed()).containsExactly(7);
    }
  }

  @Test
  void aClientThatDisconnectsByItselfLeavesNothingToRecover() {
    RecoverableClient before = member();
    before.socket().send("41/recovery,");
    before.close();
    emit(1);
    try (RecoverableClient after = before.recover(broker.port())) {
      assertThat(after.missed()).isEmpty();
      assertThat(after.identity()).isNotEqualTo(before.identity());
    }
  }

  @Test
  void aNamedClientRecoversToo() {
    String auth = "{\"clientId\":\"alice\",\"ack\":\"offset\"%s}";
    String answer;
    try (RawClient alice = RawClient.open(broker.port())) {
      answer = alice.ask("40/recovery," + auth.formatted(""));
      assertThat(answer)
          .matches("40/recovery,\\{\"sid\":\"[\\w-]{20}\",\"pid\":\"[\\w.-]{41}\",\"hold.*}");
      alice.ask("42/recovery,1[\"$join\",\"R\"]");
    }
    emit(1);
    String identity = RecoverableClient.identityIn(answer);
    String pid = ",\"pid\":\"" + RecoverableClient.pidIn(answer) + "\"";
    try (RawClient alice = RawClient.open(broker.port());
        RawClient newer = RawClient.open(broker.port())) {
      assertThat(alice.ask("40/recovery," + auth.formatted(pid)))
          .startsWith("42/recovery,[\"n\",1,\"");
      assertThat(RecoverableClient.identityIn(alice.next())).isEqualTo(identity);
      newer.send("40/recovery," + auth.formatted(""));
      assertThat(alice.nextBesidesPings()).as("the newest wins").isEqualTo("41/recovery,");
      assertThat(newer.nextBesidesPings()).startsWith("40/recovery,{").doesNotContain(identity);
    }
  }

  @Test
  void whoStaysAwayForTooLongAfterARestartGetsANewSession() throws Exception {
    RecoverableClient tooLate = member();
    tooLate.close();
    stop();
    // The ping of another client tells that two looks at who is away have passed.
    broker = TestBrokers.start(dataDir, 2_500, new RecoveryConfig(1, 10, 1_000));
    emitter = emitter();
    emit(1);
    assertThat(emitter.next()).isEqualTo("2");
    try (RecoverableClient after = tooLate.recover(broker.port())) {
      assertThat(after.missed()).isEmpty();
      assertThat(after.identity()).isNotEqualTo(tooLate.identity());
    }
  }

  @Test
  void aNamespaceWithoutRecoverySendsWhatTheReferenceServerSendsThenToo() {
    try (RawClient client = RawClient.open(broker.port())) {
      assertThat(client.ask("40")).matches("40\\{\"sid\":\"[\\w-]{20}\"}");
      assertThat(client.send("42[\"n\",1]").next()).isEqualTo("42[\"n\",1]");
    }
  }
}
