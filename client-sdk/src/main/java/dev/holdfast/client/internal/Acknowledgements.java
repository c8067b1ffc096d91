package dev.holdfast.client.internal;

import dev.holdfast.client.HoldfastException;
import dev.holdfast.protocol.Bytes;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells the broker what has become of its events. Acknowledgements are coalesced: sent when the
 * handlers have caught up, at the latest a few milliseconds after the first of them, and never more
 * than a few without their receipt. What the broker refuses because it is too much at once is told
 * again. Owner: the event loop.
 */
final class Acknowledgements {
  private static final System.Logger LOG = System.getLogger("dev.holdfast.client");
  private static final Duration ACK_DELAY = Duration.ofMillis(5);
  private static final int MAX_UNRECEIPTED = 4;

  /** Single positions in one acknowledgement, as many as the broker takes. */
  private static final int MAX_SINGLE = 10_000;

  /** A position, its quotes and its comma. */
  private static final int MAX_POSITION_BYTES = 40;

  /** What stands around the single positions: the packet's header, the verb, one more position. */
  private static final int ACK_OVERHEAD_BYTES = 128;

  // Live as long as the client.
  private final EventLoop loop;
  private final Inbox inbox;
  private final Duration retryDelay;
  private final Consumer<Inbox.Ack> onReceipt;
  private final Runnable onProgress;

  // Live as long as the session.
  private @Nullable Connection connection;
  private EventLoop.@Nullable Timer ackTimer;
  private int unreceipted;

  /**
   * Tells nothing yet.
   *
   * @param inbox knows what there is to acknowledge
   * @param retryDelay the least time after which something is told again that was too much
   * @param onReceipt given what the broker has on disk: those events do not come again
   * @param onProgress called when an acknowledgement was answered
   */
  Acknowledgements(
      EventLoop loop,
      Inbox inbox,
      Duration retryDelay,
      Consumer<Inbox.Ack> onReceipt,
      Runnable onProgress) {
    this.loop = loop;
    this.inbox = inbox;
    this.retryDelay = retryDelay;
    this.onReceipt = onReceipt;
    this.onProgress = onProgress;
  }

  /** A new session, which has to be told of its own events only. */
  void connected(Connection to) {
    assert loop.isOwner();
    connection = to;
  }

  /** The session is over, and with it what it has not been told. */
  void disconnected() {
    assert loop.isOwner();
    connection = null;
    unreceipted = 0;
    if (ackTimer != null) {
      ackTimer.cancel();
      ackTimer = null;
    }
  }

  /** Acknowledges what is due, now or in a moment. */
  void send() {
    if (connection == null || !inbox.ackDue()) {
      return;
    }
    if (inbox.isIdle()) {
      sendNow();
    } else if (ackTimer == null) {
      ackTimer = loop.schedule(ACK_DELAY, this::sendNow);
    }
  }

  private void sendNow() {
    if (ackTimer != null) {
      ackTimer.cancel();
      ackTimer = null;
    }
    Connection to = connection;
    if (to == null || unreceipted == MAX_UNRECEIPTED) {
      return; // the next receipt calls again
    }
    Inbox.Ack ack = inbox.nextAck(mostSingle(to));
    if (ack != null) {
      unreceipted++;
      send(to, ack);
      if (inbox.isOvergrown()) {
        to.fail("too many events have failed: the next session begins without them");
      }
    }
  }

  private static int mostSingle(Connection to) {
    long fitting = (to.maxPayload() - ACK_OVERHEAD_BYTES) / MAX_POSITION_BYTES;
    return (int) Math.max(1, Math.min(MAX_SINGLE, fitting));
  }

  private void send(Connection to, Inbox.Ack ack) {
    Map<String, Object> content = new LinkedHashMap<>();
    if (ack.upTo() != null) {
      content.put("upTo", ack.upTo());
    }
    if (!ack.also().isEmpty()) {
      content.put("also", ack.also());
    }
    to.call(body("$ack", content), List.of(), answer -> answered(to, ack, answer));
  }

  private void answered(Connection by, Inbox.Ack ack, Response answer) {
    HoldfastException refusal = Responses.refusal(answer);
    if (refusal != null && isTooMuch(refusal)) {
      // Without it a strictly ordered session would stand still.
      again(by, refusal, () -> send(by, ack));
      return;
    }
    unreceipted--;
    if (refusal == null) {
      inbox.receipted(ack);
      onReceipt.accept(ack);
    } else {
      // Whatever it is, the broker will deliver those events again, and they will be known.
      LOG.log(System.Logger.Level.WARNING, "acknowledgement refused: {0}", refusal.getMessage());
    }
    send();
    onProgress.run();
  }

  /**
   * Gives an event back that a handler has failed with.
   *
   * @param delayMs after which it is to come again
   * @param reason for people
   */
  void giveBack(String position, long delayMs, String reason) {
    if (connection != null) {
      Map<String, Object> content = new LinkedHashMap<>();
      content.put("p", position);
      content.put("delayMs", delayMs);
      content.put("reason", reason);
      giveBack(connection, body("$nack", content));
    }
  }

  private void giveBack(Connection to, Bytes nack) {
    to.call(
        nack,
        List.of(),
        answer -> {
          HoldfastException refusal = Responses.refusal(answer);
          if (refusal != null && isTooMuch(refusal)) {
            again(to, refusal, () -> giveBack(to, nack));
          } else if (refusal != null) {
            // The event comes again all the same.
            LOG.log(System.Logger.Level.WARNING, "giving back refused: {0}", refusal.getMessage());
          }
        });
  }

  private static boolean isTooMuch(HoldfastException refusal) {
    return refusal.code().equals(HoldfastException.LIMIT);
  }

  /** Does it once more on the same connection, when the broker wants it. */
  private void again(Connection to, HoldfastException refusal, Runnable attempt) {
    Duration wished = refusal.retryAfter();
    loop.schedule(
        wished.compareTo(retryDelay) > 0 ? wished : retryDelay,
        () -> {
          if (connection == to) {
            attempt.run();
          }
        });
  }

  private static Bytes body(String verb, Map<String, ?> content) {
    return Bytes.utf8("\"" + verb + "\"," + Json.text(content));
  }

  /** True when nothing is left to be acknowledged, and all of it has its receipt. */
  boolean isQuiet() {
    return !inbox.ackDue() && unreceipted == 0;
  }
}
