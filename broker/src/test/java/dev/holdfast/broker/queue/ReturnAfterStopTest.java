package dev.holdfast.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Clients that were away because the broker was: they have time to come back when it is. */
class ReturnAfterStopTest {
  private static final long EXPIRY_MS = 2_000;
  private static final long SWEEP_MS = 100;
  private static final long STOPPED_MS = 1_000_000;

  private final MemoryStore store = new MemoryStore();
  private final List<ClientSnapshot> attached = new ArrayList<>();

  /** It was forgotten by the first sweep, before it had any chance to come back. */
  @Test
  void oneWhoseTimeRanOutWhileTheBrokerWasDownIsKnownWhenItReturnsAtOnce() {
    new Life(EXPIRY_MS, STOPPED_MS).comeAndGo();
    Life next = new Life(EXPIRY_MS, STOPPED_MS + 3_000);
    next.pass(EXPIRY_MS - SWEEP_MS);
    next.come();
    assertThat(attached).extracting(ClientSnapshot::created).containsExactly(true, false);
  }

  @Test
  void oneThatStaysAwayAfterTheStartAsLongAsItMayIsForgotten() {
    new Life(EXPIRY_MS, STOPPED_MS).comeAndGo();
    Life next = new Life(EXPIRY_MS, STOPPED_MS + 3_000);
    next.pass(EXPIRY_MS + SWEEP_MS);
    next.come();
    assertThat(attached).extracting(ClientSnapshot::created).containsExactly(true, true);
  }

  /** The disk need not be held any longer by clients that may stay away for months. */
  @Test
  void tenMinutesAreEnoughToComeBack() {
    long month = TimeUnit.DAYS.toMillis(30);
    new Life(month, STOPPED_MS).comeAndGo();
    Life next = new Life(month, STOPPED_MS + month);
    next.pass(ClientExpiry.RETURN_MS - SWEEP_MS);
    next.comeAndGo();
    next = new Life(month, STOPPED_MS + 3 * month);
    next.pass(ClientExpiry.RETURN_MS + SWEEP_MS);
    next.come();
    assertThat(attached).extracting(ClientSnapshot::created).containsExactly(true, false, true);
  }

  /** A clock that is set on the wall leaves it as long. */
  @Test
  void theTimeToComeBackIsNoTimeOfDay() {
    new Life(EXPIRY_MS, STOPPED_MS).comeAndGo();
    Life next = new Life(EXPIRY_MS, STOPPED_MS + 3_000);
    next.wallMs += TimeUnit.DAYS.toMillis(1);
    next.pass(EXPIRY_MS - SWEEP_MS);
    next.come();
    assertThat(attached).extracting(ClientSnapshot::created).containsExactly(true, false);
  }

  /** The broker from a start to an orderly stop, with one client. */
  private final class Life implements Attachment {
    private final Deque<Command> commands = new ArrayDeque<>();
    private final Shard shard;
    private final Lane lane;
    private long nowMs;
    private long wallMs;

    Life(long expiryMs, long openedAtMs) {
      Policies policies = TestPolicies.NONE.withClientExpiryMs(expiryMs);
      TestLog log = new TestLog(store, policies);
      Sweeps sweeps =
          new Sweeps(store, new Sweep(store, policies), Runnable::run, commands::add, 1);
      lane = log.lane();
      Sweeper sweeper = new Sweeper(sweeps, SWEEP_MS);
      shard = new Shard(log.log, log.view, List.of(lane), TestLog.RECOVERY, sweeper);
      wallMs = openedAtMs;
      shard.recover(openedAtMs, left -> List.of());
    }

    /** Time passes in ticks. */
    void pass(long ms) {
      for (long end = nowMs + ms; nowMs <= end; nowMs += SWEEP_MS, wallMs += SWEEP_MS) {
        process(new Command.Tick(nowMs, wallMs));
      }
    }

    void come() {
      process(
          new Command.Attach(
              TestLog.connect("a", LogRecord.Connect.LATEST, Lifetime.DURABLE), this));
    }

    void comeAndGo() {
      come();
      process(new Command.Detach(TestLog.key("a"), this, false));
    }

    private void process(Command command) {
      commands.add(command);
      while (!commands.isEmpty()) {
        shard.process(List.of(commands.remove()), wallMs, false);
      }
    }

    @Override
    public Lane lane() {
      return lane;
    }

    @Override
    public void attached(ClientSnapshot client) {
      attached.add(client);
    }

    @Override
    public void fenced() {}

    @Override
    public void joined(Membership membership) {}

    @Override
    public void dropped(QueueGap gap) {}

    @Override
    public void left(StreamName room, long offset) {}
  }
}
