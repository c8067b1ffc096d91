package dev.holdfast.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.security.Security;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is on its way to the members of a shared queue, whose client loses a room: what a socket has
 * not taken, what is delivered again, what waits for its next attempt or for another member.
 */
class MemberQueueTest {
  @TempDir Path dataDir;
  private SessionRig rig;
  private FrameClient member;

  @BeforeEach
  void start() throws Exception {
    rig = SessionRig.open(dataDir, Security.OFF);
    member = connect("batch", 10);
    member.ask("20[\"$join\",\"vault\"]", "30[{\"position\"");
    member.ask("20[\"$join\",\"lobby\"]", "30[{\"position\"");
  }

  @AfterEach
  void stop() throws Exception {
    rig.close();
  }

  private FrameClient connect(String mode, int window) {
    return rig.client().connect(auth(mode, window));
  }

  private static String auth(String mode, int window) {
    return "{\"clientId\":\"crew\",\"shared\":true,\"ack\":\"%s\",\"window\":%d}"
        .formatted(mode, window);
  }

  /** Its name, or the reason of a gap. */
  private static String what(String packet) {
    return packet
        .replaceFirst("\\d+\\[\"\\$gap\".*\"reason\":\"([^\"]+)\".*", "$1")
        .replaceFirst("\\d+\\[\"([^\"]+)\".*", "$1");
  }

  private static List<String> all(FrameClient client) {
    return client.come().stream().map(MemberQueueTest::what).toList();
  }

  private static String position(String packet) {
    return packet.replaceFirst(".*\"p\":\"([^\"]+)\".*", "$1");
  }

  private void acknowledge(FrameClient client, String packet) {
    client.ask("21[\"$ack\",{\"upTo\":\"" + position(packet) + "\"}]", "31[{}]");
  }

  private void giveBack(FrameClient client, String packet, long delayMs) {
    String nack = "21[\"$nack\",{\"p\":\"%s\",\"delayMs\":%d}]";
    client.ask(nack.formatted(position(packet), delayMs), "31[{}]");
  }

  /** Whoever shares the queue next has nothing more to do. */
  private void isDone() {
    member.lose();
    FrameClient next = connect("batch", 10);
    rig.settle();
    assertThat(all(next)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"batch", "each", "auto"})
  void whatTheSocketHasNotTakenIsNotDelivered(String mode) {
    member.lose();
    rig.emit("secret", "vault");
    rig.emit("open", "lobby");
    rig.emit("both", "vault", "lobby");
    rig.emit("secret", "vault");
    member = rig.client().stallAfter(0).connect(auth(mode, 10));
    rig.settle();
    rig.banish("crew", "vault");

    member.readOn();

    assertThat(all(member)).containsExactly("open", "both", "not-permitted");
  }

  @Test
  void whatTheSocketHasNotTakenCountsAsDone() {
    member.stallAfter(0);
    rig.emit("secret", "vault");
    rig.emit("open", "lobby");
    rig.banish("crew", "vault");
    member.readOn();
    assertThat(what(member.next())).isEqualTo("open");

    acknowledge(member, member.next());

    isDone();
  }

  @Test
  void nextBatchComesWhenNothingOfTheOneBeforeIsLeft() {
    member.stallAfter(0);
    rig.emit("secret", "vault");
    rig.banish("crew", "vault");
    member.readOn();
    rig.emit("open", "lobby");

    assertThat(all(member)).containsExactly("not-permitted", "open");
  }

  @Test
  void pongAcknowledgesWhatWasDeliveredBesideWhatWasLost() {
    member.lose();
    member = connect("auto", 10);
    member.stallAfter(1);
    rig.emit("open", "lobby");
    rig.emit("secret", "vault");
    rig.banish("crew", "vault");
    member.readOn();
    assertThat(all(member)).containsExactly("open", "not-permitted");

    member.pong();

    isDone();
  }

  @Test
  void whatIsDeliveredAgainAndTheSocketHasNotTakenIsNotDelivered() {
    rig.emit("secret", "vault");
    String secret = member.next();
    giveBack(member, secret, 100);
    member.stallAfter(0);
    rig.pass(100);
    rig.banish("crew", "vault");

    member.readOn();

    assertThat(what(member.next())).isEqualTo("not-permitted");
    assertThat(all(member)).isEmpty();
  }

  @Test
  void whatWaitsForItsNextAttemptIsToldInItsPlace() {
    rig.emit("secret", "vault");
    rig.emit("both", "vault", "lobby");
    String secret = member.next();
    String both = member.next();
    giveBack(member, secret, 100);
    giveBack(member, both, 100);
    rig.banish("crew", "vault");
    assertThat(all(member)).containsExactly("not-permitted");

    rig.pass(100);

    assertThat(what(member.next())).isEqualTo("not-permitted");
    String again = member.next();
    assertThat(what(again)).isEqualTo("both");
    acknowledge(member, again);
    isDone();
  }

  @Test
  void whatAMemberIsGivenBackByAnotherThatEndsIsToldInItsPlace() {
    rig.emit("secret", "vault");
    assertThat(what(member.next())).isEqualTo("secret");
    FrameClient second = connect("batch", 10);
    rig.banish("crew", "vault");

    member.lose();

    List<String> got = new ArrayList<>(all(member));
    got.addAll(all(second));
    assertThat(got).containsExactlyInAnyOrder("not-permitted", "not-permitted");
  }

  @Test
  void whatWaitsForAMemberIsToldInItsPlace() {
    member.lose();
    member = connect("batch", 1);
    rig.emit("open", "lobby");
    rig.emit("secret", "vault");
    rig.emit("both", "vault", "lobby");
    rig.banish("crew", "vault");

    StringBuilder got = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      String packet = member.next();
      got.append(what(packet)).append(' ');
      acknowledge(member, packet);
    }

    assertThat(got).hasToString("open not-permitted both not-permitted ");
    isDone();
  }

  @Test
  void whatAMemberHasStaysItsOwnToAcknowledge() {
    rig.emit("secret", "vault");
    rig.banish("crew", "vault");
    String secret = member.next();
    assertThat(what(secret)).isEqualTo("secret");
    acknowledge(member, secret);

    acknowledge(member, member.next());

    isDone();
  }
}
