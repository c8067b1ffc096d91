package dev.holdfast.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The newer session of a client gets nothing before the older one was fenced and detached. */
class ShardTest {
  private final List<String> told = new ArrayList<>();
  private final TestLog log = new TestLog();
  private final List<Lane> lanes = new ArrayList<>();
  private final Shard shard =
      new Shard(log.log, log.view, lanes, TestLog.RECOVERY, TestLog.neverSweeps());
  private final Lane lane = new Lane(0, Runnable::run, (r, l, p) -> {}, 0, 10_000);
  private final Attachment first = new Told("first");
  private final Attachment second = new Told("second");
  private final Attachment third = new Told("third");

  ShardTest() {
    lanes.add(lane);
  }

  @Test
  void theNewerSessionWaitsUntilTheOlderOneHasStopped() {
    process(attach(first));
    process(attach(second));
    assertThat(told).containsExactly("first attached", "first fenced");
    process(detach(first));
    assertThat(told).endsWith("second attached").hasSize(3);
  }

  @Test
  void ofThreeAtOnceTheNewestWins() {
    process(attach(first));
    process(attach(second), attach(third));
    assertThat(told).containsExactly("first attached", "first fenced", "second fenced");
    process(detach(second));
    assertThat(told).hasSize(3);
    process(detach(first));
    assertThat(told).endsWith("third attached").hasSize(4);
  }

  @Test
  void aSessionThatGivesUpWaitingLeavesTheClientFree() {
    process(attach(first));
    process(attach(second), detach(second), detach(first));
    assertThat(told).containsExactly("first attached", "first fenced");
    process(attach(third));
    assertThat(told).endsWith("third attached");
  }

  @Test
  void aDetachThatComesLateDoesNotConcernTheNewerSession() {
    process(attach(first), detach(first), attach(second));
    process(detach(first));
    process(append(TestLog.join("a", "r")));
    assertThat(told).endsWith("second joined r", "answered");
  }

  @Test
  void theSessionHearsOfItsRoomsBeforeWhoeverAsked() {
    process(attach(first));
    process(append(TestLog.join("a", "r")), append(TestLog.leave("a", "r")));
    assertThat(told)
        .containsExactly(
            "first attached", "first joined r", "answered", "first left r", "answered");
  }

  @Test
  void whoWaitsForWhatCameBeforeHearsLast() {
    process(
        append(TestLog.join("a", "r")),
        new Command.Barrier(lane, () -> told.add("processed")),
        append(TestLog.leave("a", "r")));
    assertThat(told).containsExactly("answered", "answered", "processed");
  }

  private void process(Command... commands) {
    shard.process(List.of(commands), 1, false);
  }

  private static Command attach(Attachment session) {
    return new Command.Attach(
        TestLog.connect("a", LogRecord.Connect.LATEST, Lifetime.DURABLE), session);
  }

  private static Command detach(Attachment session) {
    return new Command.Detach(TestLog.key("a"), session, false);
  }

  private Command append(LogRecord record) {
    return new Command.Append(record, lane, applied -> told.add("answered"));
  }

  private final class Told implements Attachment {
    private final String name;

    Told(String name) {
      this.name = name;
    }

    @Override
    public Lane lane() {
      return lane;
    }

    @Override
    public void attached(ClientSnapshot client) {
      told.add(name + " attached");
    }

    @Override
    public void fenced() {
      told.add(name + " fenced");
    }

    @Override
    public void dropped(QueueGap gap) {
      told.add(name + " lost " + gap.gap().events());
    }

    @Override
    public void joined(Membership membership) {
      told.add(name + " joined " + membership.name().name());
    }

    @Override
    public void left(StreamName room, long offset) {
      told.add(name + " left " + room.name());
    }
  }
}
