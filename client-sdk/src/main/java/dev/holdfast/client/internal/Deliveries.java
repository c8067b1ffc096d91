package dev.holdfast.client.internal;

import dev.holdfast.client.HoldfastException;
import dev.holdfast.client.RedeliverException;
import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.socketio.SocketPacket;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The way of events from the connection to the handlers, and of acknowledgements back. They are
 * coalesced: sent when the handlers have caught up, at the latest a few milliseconds after the
 * first of them, and never more than a few without their receipt. Owner: the event loop.
 */
final class Deliveries {
  private static final System.Logger LOG = System.getLogger("dev.holdfast.client");
  private static final Duration ACK_DELAY = Duration.ofMillis(5);
  private static final int MAX_UNRECEIPTED = 4;

  /** Characters of a reason: what somebody reads in a list of dead letters. */
  private static final int MAX_REASON = 200;

  // Live as long as the client.
  private final EventLoop loop;
  private final Settings settings;
  private final Stores stores;
  private final Handlers handlers;
  private final Gate gate;
  private final Runnable onProgress;
  private final Inbox inbox;
  private final Dispatcher dispatcher;
  private final DeliveredEvent.Replier byVerb = this::replyByVerb;
  private boolean closing;

  // Live as long as the session.
  private @Nullable Connection connection;
  private EventLoop.@Nullable Timer ackTimer;
  private int unreceipted;

  /**
   * Starts the delivery thread.
   *
   * @param gate the way back to the event loop
   * @param onProgress called when something was settled or receipted
   */
  Deliveries(
      ClientCore.Environment environment,
      Settings settings,
      Handlers handlers,
      Gate gate,
      Runnable onProgress) {
    this.loop = environment.loop();
    this.settings = settings;
    this.stores = environment.stores();
    this.handlers = handlers;
    this.gate = gate;
    this.onProgress = onProgress;
    int window = settings.limits().window();
    this.inbox = new Inbox(window, stores::isHandled);
    this.dispatcher =
        new Dispatcher(
            "holdfast-delivery",
            window,
            handlers,
            // Not before what the handler emitted is safe: then its event may be acknowledged.
            outcome -> stores.afterEmits(() -> report(outcome)));
    dispatcher.start();
  }

  /** A new session: the broker delivers from the oldest unacknowledged event on. */
  void connected(Connection to) {
    assert loop.isOwner();
    connection = to;
  }

  /** The session is over: what no handler has begun with will be delivered again. */
  void disconnected() {
    assert loop.isOwner();
    connection = null;
    inbox.disconnected(dispatcher.takeBack());
    unreceipted = 0;
    if (ackTimer != null) {
      ackTimer.cancel();
      ackTimer = null;
    }
  }

  /** Hands one event to its handler, unless one has had it. */
  void deliver(SocketPacket packet) {
    assert loop.isOwner();
    DeliveredEvent event = new DeliveredEvent(packet, replier(packet));
    if (closing) {
      return;
    }
    if (event.position().isEmpty()) {
      handOverVolatile(event);
    } else if (event.isShown()) {
      if (!dispatcher.offerShown(event)) {
        giveUp("the broker showed more of rooms' history than it may");
      }
    } else if (!inbox.delivered(event.position())) {
      acknowledge();
    } else if (!dispatcher.offer(event)) {
      inbox.givenBack(List.of(event.position()));
      giveUp("the broker delivered more than the window");
    }
  }

  private DeliveredEvent.Replier replier(SocketPacket packet) {
    Connection asking = connection;
    return packet.hasAckId() && asking != null
        ? (event, args) -> answer(asking, packet.ackId(), args)
        : byVerb;
  }

  private CompletionStage<Void> replyByVerb(DeliveredEvent event, Encoded args) {
    Request reply = Request.reply(event.sid(), event.position(), args);
    return Stages.mapped(gate.submitForEvent(reply), answer -> null);
  }

  /** The answer to a question, which nobody waits for on another connection. */
  private CompletionStage<Void> answer(Connection asking, long ackId, Encoded args) {
    CompletableFuture<Void> sent = new CompletableFuture<>();
    gate.post(
        () -> {
          if (asking.answer(ackId, args)) {
            sent.complete(null);
          } else {
            sent.completeExceptionally(
                new HoldfastException(
                    HoldfastException.CONNECTION_LOST, "the connection that asked is over"));
          }
        });
    return sent;
  }

  private void handOverVolatile(DeliveredEvent event) {
    if (event.name().equals("$authorize")) {
      handlers.authorize(event);
    } else if (event.name().equals("$error")) {
      // Of a $nack, the one verb that asks for no answer: the event comes again all the same.
      LOG.log(System.Logger.Level.WARNING, "refused: {0}", event.json(0));
    } else if (event.name().startsWith("$")) {
      LOG.log(System.Logger.Level.DEBUG, "a word of the broker's that is not known: {0}", event);
    } else if (!dispatcher.offerVolatile(event)) {
      LOG.log(System.Logger.Level.DEBUG, "no room for {0}, which the broker does not keep", event);
    }
  }

  private void giveUp(String reason) {
    if (connection != null) {
      connection.fail(reason);
    }
  }

  private void report(Dispatcher.Outcome outcome) {
    if (outcome.success()) {
      stores.handled(outcome.position());
    }
    gate.post(() -> settle(outcome));
  }

  private void settle(Dispatcher.Outcome outcome) {
    if (outcome.position().isEmpty()) {
      return;
    }
    Throwable failure = outcome.failure();
    if (failure == null) {
      inbox.succeeded(outcome.position());
      return;
    }
    int times = inbox.failed(outcome.position());
    if (times > 0 && connection != null) {
      Map<String, Object> content = new LinkedHashMap<>();
      content.put("p", outcome.position());
      if (failure instanceof RedeliverException wish) {
        content.put("delayMs", wish.delay().toMillis());
      } else {
        content.put("delayMs", Backoff.ceilingMs(settings.redelivery(), times - 1));
      }
      content.put("reason", reason(failure));
      connection.tell(body("$nack", content));
    }
  }

  /** The wish's own words; of any other failure what a log would say first. */
  private static String reason(Throwable failure) {
    String message = failure.getMessage();
    String text = message == null ? "" : message;
    if (!(failure instanceof RedeliverException)) {
      String kind = failure.getClass().getSimpleName();
      text = text.isEmpty() ? kind : kind + ": " + text;
    }
    return text.substring(0, Math.min(text.length(), MAX_REASON));
  }

  /** Everything that was posted is dealt with. */
  void caughtUp() {
    acknowledge();
    onProgress.run();
  }

  private void acknowledge() {
    if (connection == null || !inbox.ackDue()) {
      return;
    }
    if (inbox.isIdle()) {
      sendAck();
    } else if (ackTimer == null) {
      ackTimer = loop.schedule(ACK_DELAY, this::sendAck);
    }
  }

  private void sendAck() {
    if (ackTimer != null) {
      ackTimer.cancel();
      ackTimer = null;
    }
    if (connection == null || unreceipted == MAX_UNRECEIPTED) {
      return; // the next receipt calls again
    }
    Inbox.Ack ack = inbox.nextAck();
    if (ack != null) {
      unreceipted++;
      connection.call(body(ack), List.of(), answer -> receipted(ack, answer));
      if (inbox.isOvergrown()) {
        giveUp("too many events have failed: the next session begins without them");
      }
    }
  }

  private void receipted(Inbox.Ack ack, Response answer) {
    unreceipted--;
    if (answer.json().has("error")) {
      // Whatever it is, the broker will deliver those events again, and they will be known.
      LOG.log(System.Logger.Level.WARNING, "acknowledgement refused: {0}", answer.json());
    } else {
      inbox.receipted(ack);
      stores.forget(ack.all());
      handlers.acknowledged(ack.all());
    }
    acknowledge();
    onProgress.run();
  }

  private static Bytes body(Inbox.Ack ack) {
    Map<String, Object> content = new LinkedHashMap<>();
    if (ack.upTo() != null) {
      content.put("upTo", ack.upTo());
    }
    if (!ack.also().isEmpty()) {
      content.put("also", ack.also());
    }
    return body("$ack", content);
  }

  private static Bytes body(String verb, Map<String, ?> content) {
    return Bytes.utf8("\"" + verb + "\"," + Json.text(content));
  }

  /** Begins no further handler. */
  void windDown() {
    assert loop.isOwner();
    closing = true;
    inbox.givenBack(dispatcher.takeBack());
    acknowledge();
  }

  /** True when no handler runs and every acknowledgement has its receipt. */
  boolean isQuiet() {
    return inbox.isIdle() && !inbox.ackDue() && unreceipted == 0;
  }

  /** Ends the delivery thread after the handler that it is in. */
  void stop() {
    dispatcher.stop();
  }

  /** True on the delivery thread. */
  boolean isDeliveryThread() {
    return dispatcher.isOwnThread();
  }
}
