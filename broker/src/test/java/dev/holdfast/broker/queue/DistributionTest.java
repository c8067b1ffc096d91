package dev.holdfast.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class DistributionTest {
  private static final QueueReader.Limits LIMITS = new QueueReader.Limits(10, 100_000, 100);

  private final Distribution distribution = new Distribution(LIMITS);

  /** Whether the members that come ask for strict order. */
  private boolean strict;

  private long nowMs;

  /** The log: every event that was offered, by offset. */
  private final TreeMap<Long, Event> offered = new TreeMap<>();

  private final Set<Long> acknowledged = new HashSet<>();
  private final Map<Long, Share> holders = new HashMap<>();
  private final List<Share> members = new ArrayList<>();

  /** Members whose last batch is on its way. */
  private final Set<Share> busy = new HashSet<>();

  @Test
  void eventsOfOnePublisherGoToOneMemberWhileItHoldsSomeOfThem() {
    Share one = join(10);
    Share two = join(10);
    offer("p", "p", "q", "p");
    send();
    assertThat(heldBy(one)).containsExactly(1L, 2L, 4L);
    assertThat(heldBy(two)).containsExactly(3L);
  }

  @Test
  void aPublisherOfWhichNobodyHoldsAnythingGoesToTheLeastLoaded() {
    Share one = join(10);
    Share two = join(10);
    offer("p", "p", "q");
    send();
    acknowledge(two, 3);
    offer("q", "r");
    takeAll();
    send();
    assertThat(heldBy(one)).containsExactly(1L, 2L);
    assertThat(heldBy(two)).containsExactly(4L, 5L);
  }

  @Test
  void whatAFullMemberHasToWaitWithDoesNotHoldUpOthers() {
    Share one = join(1);
    Share two = join(5);
    offer("p", "p", "q", "r");
    send();
    assertThat(heldBy(one)).containsExactly(1L);
    assertThat(heldBy(two)).containsExactly(3L, 4L);
    assertThat(distribution.parked()).isEqualTo(1);
  }

  @Test
  void noSecondBatchIsSentBeforeTheSocketHasTakenTheFirst() {
    Share one = join(5);
    offer("p");
    send();
    offer("p");
    send();
    assertThat(heldBy(one)).containsExactly(1L);
    taken(one);
    send();
    assertThat(heldBy(one)).containsExactly(1L, 2L);
  }

  /** It was to be read when the member had nothing under way, and came when it had. */
  @Test
  void whatWasReadAgainWaitsUntilTheSocketHasTakenTheBatchBefore() {
    Share one = join(5);
    offer("p");
    send();
    taken(one);
    fail(one, 1, 0);
    Distribution.Reread again = distribution.nextToRead();
    assertThat(again).isNotNull();
    offer("p");
    send();
    distribution.read(again, offered.get(1L));
    send();
    assertThat(one.hasBatch()).isFalse();
    taken(one);
    assertThat(one.takeBatch()).containsExactly(new Delivery(offered.get(1L), true, 1));
  }

  @Test
  void whatALeavingMemberHeldComesBeforeLaterEventsOfItsPublisher() {
    Share one = join(5);
    offer("p", "p");
    send();
    leave(one);
    offer("p", "q");
    Share two = join(5);
    send();
    assertThat(heldBy(two)).containsExactly(4L);
    while (distribution.nextToRead() != null || distribution.parked() > 0) {
      takeAll();
      readOne();
      send();
    }
    assertThat(heldBy(two)).containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  void aGivenBackEventThatWasDroppedIsToldInItsPlace() {
    leave(givenTwoOf("p"));
    Share two = join(5);
    for (int i = 0; i < 2; i++) {
      Distribution.Reread dropped = distribution.nextToRead();
      assertThat(dropped).isNotNull();
      long offset = dropped.offset();
      Gap gap = new Gap(offset - 1, offset, 1, GapReason.EXPIRED, 7);
      distribution.read(dropped, Event.gap(1, TestLog.room("r"), gap));
      send();
      takeAll();
    }
    offer("p");
    send();
    assertThat(heldBy(two)).containsExactly(1L, 2L, 3L);
  }

  private Share givenTwoOf(String publisher) {
    Share one = join(5);
    offer(publisher, publisher);
    send();
    return one;
  }

  @Test
  void whatWaitsForItsNextAttemptIsOvertakenAndComesAgainToWhoHoldsIt() {
    Share one = givenTwoOf("p");
    fail(one, 1, 50);
    taken(one);
    offer("p");
    send();
    assertThat(heldBy(one)).containsExactly(1L, 2L, 3L);
    taken(one);
    assertThat(distribution.nextToRead()).isNull();
    pass(50);
    assertThat(distribution.nextToRead()).isEqualTo(new Distribution.Reread(1, one));
  }

  @Test
  void whatWaitsAndIsGivenBackComesToAnotherWhenItsTimeHasCome() {
    Share one = givenTwoOf("p");
    fail(one, 1, 50);
    leave(one);
    Share two = join(5);
    readOne();
    send();
    assertThat(heldBy(two)).containsExactly(2L);
    takeAll();
    pass(50);
    readOne();
    send();
    assertThat(heldBy(two)).containsExactly(1L, 2L);
  }

  @Test
  void inStrictOrderNothingOfAPublisherComesBeforeItsEarlierEventIsDone() {
    strict = true;
    Share one = join(10);
    offer("p", "p", "q");
    send();
    assertThat(heldBy(one)).containsExactly(1L, 3L);
    fail(one, 1, 50);
    leave(one);
    Share two = join(10);
    send();
    assertThat(heldBy(two)).as("2 waits for 1").isEmpty();
    pass(50);
    while (distribution.nextToRead() != null) {
      readOne();
      send();
      takeAll();
    }
    assertThat(heldBy(two)).containsExactly(1L, 3L);
    acknowledge(two, 1);
    takeAll();
    send();
    assertThat(heldBy(two)).containsExactly(2L, 3L);
  }

  @Test
  void whileItIsNotKnownWhatBecomesOfAnEventNothingOvertakesIt() {
    Share one = join(5);
    offer("p");
    send();
    distribution.postponed().failing(one, 1);
    leave(one);
    Share two = join(5);
    offer("p");
    send();
    assertThat(heldBy(two)).isEmpty();
    distribution.drop(1);
    acknowledged.add(1L);
    send();
    assertThat(heldBy(two)).as("1 is a dead letter").containsExactly(2L);
  }

  @Test
  void whatWasWaitingBeforeTheQueueWasAttachedWaitsOn() {
    distribution.postponed().know(Map.of(1L, new Attempt(3, 50)));
    Share one = join(5);
    offer("p", "q");
    send();
    assertThat(heldBy(one)).containsExactly(2L);
    takeAll();
    pass(50);
    readOne();
    distribution.distribute();
    assertThat(one.takeBatch())
        .singleElement()
        .satisfies(delivery -> assertThat(delivery.failed()).isEqualTo(3));
  }

  @RepeatedTest(10)
  void everyEventIsHandledInStrictOrderWhoeverComesAndGoes() {
    strict = true;
    everyEventIsHandledInItsPublishersOrderWhoeverComesAndGoes();
  }

  @RepeatedTest(20)
  void everyEventIsHandledInItsPublishersOrderWhoeverComesAndGoes() {
    long seed = Long.getLong("holdfast.distribution.seed", System.nanoTime());
    System.out.println("distribution: seed " + seed);
    Random random = new Random(seed);
    for (int step = 0; step < 5_000; step++) {
      step(random);
    }
    join(1_000);
    for (int round = 0; acknowledged.size() < offered.size(); round++) {
      assertThat(round).as("rounds until all is handled").isLessThan(100_000);
      takeAll();
      pass(1_000);
      List.copyOf(holders.keySet()).forEach(offset -> acknowledge(holders.get(offset), offset));
      readOne();
      send();
    }
    assertThat(distribution.isIdle()).isTrue();
    assertThat(distribution.parked()).isZero();
  }

  private void step(Random random) {
    switch (random.nextInt(20)) {
      case 0 -> join(1 + random.nextInt(5));
      case 1 -> {
        if (!members.isEmpty()) {
          leave(members.get(random.nextInt(members.size())));
        }
      }
      case 2, 3, 4, 5, 6 -> {
        if (!distribution.full()) {
          offer("p" + random.nextInt(6));
        }
      }
      case 7, 8, 9, 10 -> acknowledgeOne(random);
      case 11 -> failOne(random);
      case 12, 13, 14 -> {
        if (!members.isEmpty()) {
          taken(members.get(random.nextInt(members.size())));
        }
      }
      case 15, 16 -> readOne();
      case 17 -> pass(random.nextInt(30));
      default -> send();
    }
  }

  private void acknowledgeOne(Random random) {
    if (!holders.isEmpty()) {
      long offset = List.copyOf(holders.keySet()).get(random.nextInt(holders.size()));
      acknowledge(holders.get(offset), offset);
    }
  }

  /** It waits, or comes again at once, or is given up. */
  private void failOne(Random random) {
    if (!holders.isEmpty()) {
      long offset = List.copyOf(holders.keySet()).get(random.nextInt(holders.size()));
      Share holder = holders.get(offset);
      if (random.nextInt(4) > 0) {
        fail(holder, offset, 20L * random.nextInt(3));
      } else {
        distribution.postponed().failing(holder, offset);
        acknowledge(holder, offset);
      }
    }
  }

  // --- what happens to a distribution, and what is checked each time ---

  private Share join(int window) {
    Share share = distribution.join(window, strict);
    members.add(share);
    return share;
  }

  private void fail(Share share, long offset, long delayMs) {
    distribution.postponed().failing(share, offset);
    distribution.postponed().decided(offset, new Attempt(1, nowMs + delayMs));
    pass(0);
  }

  private void pass(long ms) {
    nowMs += ms;
    distribution.due(distribution.postponed().takeDue(nowMs));
  }

  private void leave(Share share) {
    members.remove(share);
    busy.remove(share);
    distribution.leave(share);
    holders.values().removeIf(holder -> holder == share);
  }

  private void offer(String... publishers) {
    for (String publisher : publishers) {
      long offset = offered.size() + 1L;
      LogRecord.Emit emit = TestLog.emit(publisher, LogRecord.Emit.NO_SEQ, TestLog.inbox("b"));
      Event event = new Event(offset, emit, new long[] {1}, new long[0]);
      offered.put(offset, event);
      distribution.offer(event, nowMs);
    }
    assertThat(distribution.parked()).isLessThanOrEqualTo(LIMITS.pageEvents());
  }

  private void acknowledge(Share share, long offset) {
    assertThat(distribution.acknowledged(share, offset)).isTrue();
    holders.remove(offset);
    acknowledged.add(offset);
  }

  private void taken(Share share) {
    share.batchTaken();
    busy.remove(share);
  }

  private void takeAll() {
    List.copyOf(busy).forEach(this::taken);
  }

  private void readOne() {
    Distribution.Reread next = distribution.nextToRead();
    if (next != null) {
      distribution.read(next, offered.get(next.offset()));
    }
  }

  private void send() {
    distribution.distribute();
    for (Share share : distribution.withBatches()) {
      assertThat(busy.add(share)).as("one batch at a time").isTrue();
      share.takeBatch().forEach(delivery -> delivered(share, delivery));
      assertThat(heldBy(share).size()).isLessThanOrEqualTo(share.window());
    }
  }

  private void delivered(Share share, Delivery delivery) {
    long offset = delivery.event().offset();
    if (delivery.again()) {
      // It may have been acknowledged on its way: members look at that.
      assertThat(acknowledged.contains(offset) || holders.get(offset) == share).isTrue();
      return;
    }
    assertThat(acknowledged).as("delivered after its acknowledgement").doesNotContain(offset);
    assertThat(holders.put(offset, share)).as("%d is held by one member", offset).isNull();
    offered.headMap(offset).values().stream()
        .filter(earlier -> earlier.publisher().equals(delivery.event().publisher()))
        .filter(earlier -> !acknowledged.contains(earlier.offset()))
        .filter(earlier -> strict || !distribution.postponed().contains(earlier.offset()))
        .forEach(
            earlier ->
                assertThat(strict ? null : holders.get(earlier.offset()))
                    .as("who holds %d, which is before %d", earlier.offset(), offset)
                    .isSameAs(share));
  }

  private List<Long> heldBy(Share share) {
    return holders.entrySet().stream()
        .filter(entry -> entry.getValue() == share)
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }
}
