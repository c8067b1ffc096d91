package dev.holdfast.broker.queue;

import static dev.holdfast.broker.queue.TestLog.room;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What becomes of the events of a room that the members of a shared queue may not be in any more:
 * those that wait for a member, those on their way to one, and those that one has.
 */
class BanishedSharedQueueTest {
  private final BanishRig rig = new BanishRig();
  private final BanishRig.Member first = rig.first;
  private final Seat seat = rig.seat;

  @Test
  void whatWaitsForAMemberIsToldInItsPlace() {
    long held = rig.emit(room("r"));
    long parked = rig.emit(room("r"));
    long other = rig.emit(room("s"));
    long both = rig.emit(room("r"), room("s"));
    long banish = rig.banish("r");
    rig.acknowledgeAll(seat, first, 5);

    assertThat(first.got)
        .containsExactly(
            "" + held, "not-permitted at " + parked, "" + other, "" + both, "gap at " + banish);
  }

  @Test
  void whatAMemberHadComesToNoOther() {
    long held = rig.emit(room("r"));
    long banish = rig.banish("r");
    BanishRig.Member second = rig.member();
    Seat other = rig.join(second);
    seat.leave(List.of(), null);
    rig.acknowledgeAll(other, second, 2);

    assertThat(first.got).containsExactly("" + held);
    assertThat(second.got).containsExactly("gap at " + banish, "not-permitted at " + held);
  }

  @Test
  void whatAMemberHasStaysItsOwnToAcknowledge() {
    long held = rig.emit(room("r"));
    long banish = rig.banish("r");
    rig.acknowledgeAll(seat, first, 2);

    assertThat(first.got).containsExactly("" + held, "gap at " + banish);
    assertThat(rig.submitted.cursor()).isGreaterThanOrEqualTo(banish);
  }

  @Test
  void memberThatMayNotBeInARoomGetsNothingBeforeItsClientHasLeftIt() {
    rig.emit(room("r"));
    long parked = rig.emit(room("r"));
    BanishRig.Member second = rig.member();
    second.forbidden = Set.of("r");
    Seat other = rig.join(second);
    assertThat(second.got).isEmpty();
    rig.writeDown();
    rig.acknowledgeAll(other, second, 3);
    rig.acknowledgeAll(seat, first, 3);

    assertThat(second.got).doesNotContain("" + parked);
    assertThat(first.got).doesNotContain("" + parked);
    assertThat(rig.submitted.asked).isEmpty();
  }

  @Test
  void memberThatHasGoneBeforeItsClientHasLeftTheRoomIsGivenNothing() {
    BanishRig.Member second = rig.member();
    second.forbidden = Set.of("r");
    Seat other = rig.join(second);
    other.leave(List.of(), null);
    rig.writeDown();
    rig.emit(room("s"));

    assertThat(second.got).isEmpty();
    assertThat(first.got).hasSize(1);
  }

  @Test
  void roomThatWasLeftIsReadAsLongAsSomethingOfItWaits() {
    rig.emit(room("r"));
    rig.leave("r");
    assertThat(roomsRead()).containsExactly("r", "s");
    rig.acknowledgeAll(seat, first, 2);

    assertThat(roomsRead()).containsExactly("s");
  }

  private List<String> roomsRead() {
    List<String> rooms = new ArrayList<>();
    seat.roomsRead(rooms::addAll);
    return rooms;
  }

  @Test
  void memberIsToldWhatOfThatOnItsWayIsLost() {
    Event lost = rig.event(room("r"));
    Event still = rig.event(room("r"), room("s"));
    rig.banish("r");
    Event later = rig.event(room("r"));

    Banishment banishment = Objects.requireNonNull(first.lost);
    assertThat(banishment.takes(lost)).isTrue();
    assertThat(banishment.takes(still)).isFalse();
    assertThat(banishment.takes(later)).isFalse();
  }

  @Test
  void whatIsReadAgainForItsMemberIsToldInItsPlace() {
    long held = rig.emit(room("r"));
    rig.holdPages();
    rig.giveBack(held, 0);
    long banish = rig.banish("r");
    rig.handOverPages();
    rig.acknowledgeAll(seat, first, 2);

    assertThat(first.got)
        .containsExactly("" + held, "not-permitted at " + held, "gap at " + banish);
    assertThat(rig.submitted.cursor()).isGreaterThanOrEqualTo(banish);
  }

  @Test
  void whatIsReadAgainForItsMemberAndIsStillTheClientsComesAgain() {
    long both = rig.emit(room("r"), room("s"));
    rig.holdPages();
    rig.giveBack(both, 0);
    rig.banish("r");
    rig.handOverPages();

    assertThat(first.got).containsExactly("" + both, "" + both);
  }

  @Test
  void whatIsReadAgainForAnotherMemberIsToldInItsPlace() {
    long held = rig.emit(room("r"));
    BanishRig.Member second = rig.member();
    Seat other = rig.join(second);
    rig.holdPages();
    seat.leave(List.of(), null);
    long banish = rig.banish("r");
    rig.handOverPages();
    rig.acknowledgeAll(other, second, 2);

    assertThat(second.got)
        .containsExactlyInAnyOrder("gap at " + banish, "not-permitted at " + held);
  }

  @Test
  void whatWaitsForItsNextAttemptIsToldInItsPlaceWhenThatIsDue() {
    long held = rig.emit(room("r"));
    rig.giveBack(held, 100);
    long banish = rig.banish("r");
    assertThat(first.got).containsExactly("" + held);
    rig.pass(100);
    rig.acknowledgeAll(seat, first, 2);

    assertThat(first.got)
        .containsExactly("" + held, "not-permitted at " + held, "gap at " + banish);
  }

  @Test
  void whatWaitsForItsNextAttemptWithNobodyIsToldInItsPlaceToWhoComes() {
    long held = rig.emit(room("r"));
    BanishRig.Member second = rig.member();
    Seat other = rig.join(second);
    rig.giveBack(held, 100);
    seat.leave(List.of(), null);
    rig.banish("r");
    rig.pass(100);
    rig.acknowledgeAll(other, second, 2);

    assertThat(second.got).contains("not-permitted at " + held).doesNotContain("" + held);
  }
}
