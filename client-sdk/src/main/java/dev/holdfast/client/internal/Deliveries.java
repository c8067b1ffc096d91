package dev.holdfast.client.internal;

import dev.holdfast.client.HoldfastException;
import dev.holdfast.client.RedeliverException;
import dev.holdfast.protocol.socketio.SocketPacket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The way of events from the connection to the handlers, and of what became of them to the {@link
 * Acknowledgements}. Owner: the event loop.
 */
final class Deliveries {
  private static final System.Logger LOG = System.getLogger("dev.holdfast.client");

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
  private final Acknowledgements acknowledgements;
  private final DeliveredEvent.Replier byVerb = this::replyByVerb;
  private boolean closing;

  // Live as long as the session.
  private @Nullable Connection connection;

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
    this.acknowledgements =
        new Acknowledgements(loop, inbox, settings.redelivery().min(), this::receipted, onProgress);
    dispatcher.start();
  }

  /** A new session: the broker delivers from the oldest unacknowledged event on. */
  void connected(Connection to) {
    assert loop.isOwner();
    connection = to;
    acknowledgements.connected(to);
  }

  /** The session is over: what no handler has begun with will be delivered again. */
  void disconnected() {
    assert loop.isOwner();
    connection = null;
    inbox.disconnected(dispatcher.takeBack());
    acknowledgements.disconnected();
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
      acknowledgements.send();
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
          try {
            asking.answer(ackId, args);
            sent.complete(null);
          } catch (HoldfastException notSent) {
            sent.completeExceptionally(notSent);
          }
        });
    return sent;
  }

  private void handOverVolatile(DeliveredEvent event) {
    if (event.name().equals("$authorize")) {
      handlers.authorize(event);
    } else if (event.name().equals("$error")) {
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
    if (times > 0) {
      long delayMs =
          failure instanceof RedeliverException wish
              ? wish.delay().toMillis()
              : Backoff.ceilingMs(settings.redelivery(), times - 1);
      acknowledgements.giveBack(outcome.position(), delayMs, reason(failure));
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
    acknowledgements.send();
    onProgress.run();
  }

  private void receipted(Inbox.Ack ack) {
    stores.forget(ack.all());
    handlers.acknowledged(ack.all());
  }

  /** Begins no further handler. */
  void windDown() {
    assert loop.isOwner();
    closing = true;
    inbox.givenBack(dispatcher.takeBack());
    acknowledgements.send();
  }

  /** True when no handler runs and every acknowledgement has its receipt. */
  boolean isQuiet() {
    return inbox.isIdle() && acknowledgements.isQuiet();
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
