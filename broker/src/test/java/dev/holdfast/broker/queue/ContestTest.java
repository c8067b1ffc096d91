package dev.holdfast.broker.queue;

import static dev.holdfast.broker.queue.TestLog.key;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several sessions with one pid: who has it keeps it while somebody is there. */
class ContestTest {
  private static final String SID = "abcdefghij0123456789";
  private static final ClientKey CLIENT = key("~" + SID);
  private static final SessionIdentity SESSION =
      SessionIdentity.recoverable(SID, "secret-0123456789abcd");
  private static final SessionIdentity OTHER =
      SessionIdentity.recoverable("ABCDEFGHIJ0123456789", "secret-0123456789ABCD");

  private final List<String> told = new ArrayList<>();
  private final TestLog log = new TestLog();
  private final List<Lane> lanes = new ArrayList<>();
  private final Shard shard =
      new Shard(log.log, log.view, lanes, TestLog.RECOVERY, TestLog.neverSweeps());
  private final Lane lane = new Lane(0, Runnable::run, (r, l, p) -> {}, 0, 10_000);
  private final Attachment first = new Told("first");
  private final Attachment second = new Told("second");
  private final Attachment third = new Told("third");

  @BeforeEach
  void attachTheFirst() {
    lanes.add(lane);
    process(
        new Command.Attach(
            new LogRecord.Connect(CLIENT, 0, Lifetime.RECOVERABLE, SESSION, null), first));
    told.clear();
  }

  @Test
  void whoDefendsItsSessionKeepsItAndTheOtherIsTurnedAway() {
    process(recover(second, SESSION.pid()));
    assertThat(told).containsExactly("first challenged");
    process(new Command.Defend(CLIENT, first));
    assertThat(told).endsWith("second turned away").hasSize(2);
    process(recover(second, SESSION.pid()));
    assertThat(told).endsWith("first challenged");
  }

  @Test
  void whoDoesNotDefendItGivesItToTheOther() {
    process(recover(second, SESSION.pid()));
    process(detach(first, false));
    assertThat(told).containsExactly("first challenged", "second recovered");
    process(new Command.Defend(CLIENT, first));
    assertThat(told).as("too late").hasSize(2);
  }

  @Test
  void ofTwoThatWaitTheNewestIsTheOneThatMayHaveIt() {
    process(recover(second, SESSION.pid()), recover(third, SESSION.pid()));
    assertThat(told).containsExactly("first challenged", "second turned away");
    process(detach(first, false));
    assertThat(told).endsWith("third recovered");
  }

  @Test
  void whoGivesUpWaitingLeavesTheFirstAlone() {
    process(recover(second, SESSION.pid()), detach(second, false));
    process(new Command.Defend(CLIENT, first));
    assertThat(told).containsExactly("first challenged");
    process(detach(first, false), recover(third, SESSION.pid()));
    assertThat(told).endsWith("third recovered");
  }

  @Test
  void whoHasAnotherSecretDisturbsNobody() {
    process(recover(second, SID + ".secret-0123456789ABCD"));
    assertThat(told).containsExactly("second turned away");
  }

  @Test
  void whatTheClientHasLeftForGoodIsNotHandedOn() {
    process(recover(second, SESSION.pid()), detach(first, true));
    assertThat(told).containsExactly("first challenged", "second turned away");
    process(detach(second, true), recover(third, SESSION.pid()));
    assertThat(told).endsWith("third turned away");
  }

  @Test
  void whoIsAwayForTooLongIsForgottenAndWhoComesBackInTimeIsNot() {
    process(detach(first, false), new Command.Tick(0, 0));
    process(new Command.Tick(999, 999), recover(second, SESSION.pid()));
    assertThat(told).containsExactly("second recovered");
    process(new Command.Tick(100_000, 100_000));
    process(detach(second, false), new Command.Tick(100_000, 100_000));
    process(new Command.Tick(101_000, 101_000), recover(third, SESSION.pid()));
    assertThat(told).as("in one commit with its end").endsWith("third turned away");
    assertThat(log.store.rows(Table.CLIENTS)).isZero();
    assertThat(log.store.rows(Table.SESSIONS)).isZero();
  }

  @Test
  void aNamedClientStaysWhenItsSessionIsGivenUp() {
    LogRecord.Connect named =
        new LogRecord.Connect(key("a"), 0, Lifetime.DURABLE, OTHER, OTHER.pid());
    process(new Command.Attach(named, second));
    process(new Command.Detach(key("a"), second, false), new Command.Tick(0, 0));
    process(new Command.Tick(1_000, 1_000));
    process(new Command.Attach(named, third));
    assertThat(told).containsExactly("second attached", "third attached");
    assertThat(log.store.rows(Table.SESSIONS)).isEqualTo(2);
  }

  @Test
  void whoComesOnAnOlderConnectionDoesNotTakeAClientFromANewerOne() {
    Attachment old = new Told("old", 1);
    Attachment newer = new Told("newer", 2);
    Attachment newest = new Told("newest", 3);
    process(named(newer));
    process(named(old));
    assertThat(told).containsExactly("newer attached", "old outrun");
    process(new Command.Detach(key("a"), old, false), named(newest), named(old));
    assertThat(told).endsWith("newer fenced", "old outrun");
    process(new Command.Detach(key("a"), newer, false));
    assertThat(told).endsWith("newest attached").hasSize(5);
  }

  private static Command named(Attachment session) {
    return new Command.Attach(
        new LogRecord.Connect(key("a"), 0, Lifetime.DURABLE, OTHER, null), session);
  }

  private void process(Command... commands) {
    shard.process(List.of(commands), 1, false);
  }

  private static Command recover(Attachment session, String pid) {
    return new Command.Attach(
        new LogRecord.Connect(CLIENT, 0, Lifetime.RECOVERABLE, OTHER, pid), session);
  }

  private static Command detach(Attachment session, boolean forGood) {
    return new Command.Detach(CLIENT, session, forGood);
  }

  private final class Told implements Attachment {
    private final String name;
    private final long opened;

    Told(String name) {
      this(name, 0);
    }

    Told(String name, long opened) {
      this.name = name;
      this.opened = opened;
    }

    @Override
    public long opened() {
      return opened;
    }

    @Override
    public void outrun() {
      told.add(name + " outrun");
    }

    @Override
    public Lane lane() {
      return lane;
    }

    @Override
    public void attached(ClientSnapshot client) {
      told.add(name + (client.recovered() ? " recovered" : " attached"));
    }

    @Override
    public void fenced() {
      told.add(name + " fenced");
    }

    @Override
    public void challenged() {
      told.add(name + " challenged");
    }

    @Override
    public void turnedAway() {
      told.add(name + " turned away");
    }

    @Override
    public void dropped(QueueGap gap) {
      told.add(name + " lost " + gap.gap().events());
    }

    @Override
    public void joined(Membership membership) {}

    @Override
    public void left(StreamName room, long offset) {}
  }
}
