package dev.holdfast.broker.queue;

import static dev.holdfast.broker.queue.TestLog.connect;
import static dev.holdfast.broker.queue.TestLog.emit;
import static dev.holdfast.broker.queue.TestLog.inbox;
import static dev.holdfast.broker.queue.TestLog.join;
import static dev.holdfast.broker.queue.TestLog.key;
import static dev.holdfast.broker.queue.TestLog.room;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClientExpiryTest {
  private static final long EXPIRY_MS = 1_000;
  private static final long LEFT_MS = 5_000;

  private TestLog log = new TestLog();

  @Test
  void aClientIsForgottenWhenItHasBeenAwayForLongEnoughAndToldOnItsReturn() {
    log.appendAll(connect("a"), join("a", "r"), to(room("r")), to(inbox("a")));
    log.append(new LogRecord.EndSession(key("a"), LEFT_MS));
    assertThat(sweep(LEFT_MS + EXPIRY_MS - 1)).isEmpty();
    sweep(LEFT_MS + EXPIRY_MS);
    assertThat(log.store.rows(Table.CURSORS)).isZero();
    assertThat(log.store.rows(Table.MEMBERS)).isZero();
    log = log.reopened();
    assertThat(log.append(to(inbox("a")))).isInstanceOf(Applied.Refused.class);
    ClientSnapshot back = log.connected("a");
    assertThat(back.created()).isTrue();
    long connected = log.log.end();
    assertThat(back.upTo()).isEqualTo(connected - 1);
    Gap gap = new Gap(1, connected, 2, GapReason.CLIENT_EXPIRED, LEFT_MS + EXPIRY_MS);
    assertThat(back.gaps()).containsExactly(new QueueGap(gap, QueueGap.Hole.NOTHING));
    log.append(TestLog.ack("a", connected, true));
    assertThat(log.connected("a").gaps()).isEmpty();
  }

  @Test
  void whatItKeptIsGivenUpWithIt() {
    log.appendAll(connect("a"), join("a", "r"), to(room("r")), to(inbox("a")));
    log.append(new LogRecord.Disconnect(key("a"), LEFT_MS));
    sweep(LEFT_MS + EXPIRY_MS);
    sweep(LEFT_MS + EXPIRY_MS);
    assertThat(log.store.rows(Table.EVENTS)).isZero();
  }

  @Test
  void oneThatCameBackInTimeStays() {
    log.append(connect("a"));
    log.append(new LogRecord.EndSession(key("a"), LEFT_MS));
    List<LogRecord> found = find(LEFT_MS + EXPIRY_MS);
    log.append(connect("a"));
    assertThat(log.append(found.get(0))).isInstanceOf(Applied.Kept.class);
    assertThat(find(LEFT_MS + 100 * EXPIRY_MS)).isEmpty();
  }

  @Test
  void oneThatStaysAwayIsNotRememberedForEver() {
    log.append(connect("a"));
    log.append(new LogRecord.EndSession(key("a"), LEFT_MS));
    sweep(LEFT_MS + EXPIRY_MS);
    assertThat(log.store.rows(Table.CLIENTS)).isEqualTo(1);
    sweep(LEFT_MS + EXPIRY_MS + 10 * EXPIRY_MS);
    assertThat(log.store.rows(Table.CLIENTS)).isZero();
    ClientSnapshot back = log.connected("a");
    assertThat(back.gaps()).isEmpty();
  }

  @Test
  void backEndsStay() {
    log.appendAll(connect("a"), new LogRecord.Declare(key("a")));
    log.append(new LogRecord.EndSession(key("a"), LEFT_MS));
    assertThat(sweep(LEFT_MS + 100 * EXPIRY_MS)).isEmpty();
  }

  private List<LogRecord> sweep(long nowMs) {
    List<LogRecord> found = find(nowMs);
    found.forEach(log::append);
    return found;
  }

  private List<LogRecord> find(long nowMs) {
    return new Sweep(log.store, TestPolicies.NONE.withClientExpiryMs(EXPIRY_MS))
        .run(nowMs, EXPIRY_MS);
  }

  private static LogRecord to(StreamName target) {
    return emit("p", LogRecord.Emit.NO_SEQ, target);
  }
}
