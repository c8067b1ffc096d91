package dev.holdfast.client;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One client of one namespace of a broker. It keeps its connection up until it is closed or finally
 * refused; what it was asked to emit survives lost connections (in this process's memory, or in an
 * {@linkplain HoldfastClientBuilder#outbox outbox} on disk) and is sent again until confirmed.
 *
 * <p>Threads: all methods may be called from any thread and, but for {@link #close()}, do not
 * block. Handlers run one at a time on the client's delivery thread. Stages complete and state
 * listeners are called on the client's callback thread, never on the one that serves the network; a
 * handler may wait for a stage, a stage's dependants should not wait for long.
 *
 * <p>Delivery is at least once. An event that this client object has handled is not handled by it
 * again, even if a reconnect makes the broker deliver it again.
 */
public interface HoldfastClient extends AutoCloseable {
  /**
   * Starts describing a client.
   *
   * @param url of the broker, {@code http}, {@code https}, {@code ws} or {@code wss}; a path other
   *     than {@code /} replaces {@code /socket.io/}
   * @throws IllegalArgumentException when it is no such URL
   */
  static HoldfastClientBuilder builder(String url) {
    return new HoldfastClientBuilder(url);
  }

  /**
   * Begins to connect, and keeps at it. Register handlers first: an event without one is
   * acknowledged unseen.
   *
   * @return completes when connected for the first time, however many attempts that takes; fails
   *     with {@link HoldfastException} when the broker refuses for good or the client is closed
   */
  CompletionStage<Void> connect();

  /**
   * Becomes a member of a room. Membership is durable: it outlives the connection and, for a client
   * with a {@code clientId}, the process.
   *
   * @return where in the room's events membership begins; fails as {@link #emit(Target, String,
   *     Object...)}
   */
  default CompletionStage<Confirm> join(String room) {
    return join(room, JoinOptions.NONE);
  }

  /** As {@link #join(String)}; what the room holds is shown first, before the stage completes. */
  CompletionStage<Confirm> join(String room, JoinOptions options);

  /**
   * Ends the membership; completes when that is durable. Fails as {@link #emit(Target, String,
   * Object...) emit}.
   */
  CompletionStage<Void> leave(String room);

  /**
   * The rooms this client is a member of. Fails as {@link #emit(Target, String, Object...) emit}.
   */
  CompletionStage<List<String>> rooms();

  /** Some of what a room holds. Fails as {@link #emit(Target, String, Object...) emit}. */
  CompletionStage<HistoryPage> history(String room, HistoryQuery query);

  /** The events that were given up on for this client. */
  DeadLetters deadLetters();

  /** What the broker said of this client's queue at the last connect; empty before the first. */
  Optional<QueueInfo> queue();

  /**
   * Sets who is told of events that were dropped, each gap in its place among the events; at first
   * they are logged as warnings.
   */
  void onGap(GapListener listener);

  /** Sets who is told of the receipts that {@link EmitOptions#withReceipt} asks for. */
  void onReceipt(ReceiptListener listener);

  /** Sets who is told of positions that will not come again, and may be forgotten. */
  void onAcknowledged(AcknowledgedListener listener);

  /** Sets what to do with events of this name; replaces what was set before. */
  void on(String event, EventHandler handler);

  /** As {@link #on}, acknowledged when the handler's stage completes. */
  void onAsync(String event, AsyncEventHandler handler);

  /** Sets what to do with events that have no handler of their own. */
  void onAny(EventHandler handler);

  /** Adds a listener. */
  void onState(StateListener listener);

  /** Sets who is told of handlers' failures; at first they are logged as warnings. */
  void onError(ErrorListener listener);

  /**
   * Sends an event. It may be called before the client is connected and while it is not.
   *
   * <p>Sent again after a lost connection until it is confirmed, in order. For a client with a
   * {@code clientId} the broker stores it once however often it was sent; without one, a confirm
   * lost with its connection leads to a duplicate. Only an event for a {@linkplain
   * Target#asVolatile() volatile} target is never sent again: its stage fails with code {@link
   * HoldfastException#CONNECTION_LOST} when there is no connection, or it is lost before the
   * answer.
   *
   * @param args turned into JSON by Jackson; a {@code byte[]} travels as a binary attachment, of
   *     which there are at most ten
   * @return completes once the event is durable; fails with {@link TooManyUnconfirmedException}
   *     when the client holds as many unconfirmed requests as it may, otherwise with {@link
   *     HoldfastException}
   * @throws IllegalArgumentException when the name is one that clients must not emit, or an
   *     argument cannot become JSON that the broker takes: it is nested deeper than 199 levels, or
   *     holds {@code "_placeholder":true} beside binary data
   */
  default CompletionStage<Confirm> emit(Target target, String name, @Nullable Object... args) {
    return emit(target, EmitOptions.NONE, name, args);
  }

  /**
   * As {@link #emit(Target, String, Object...)}, with options. With a time of delivery the stage
   * completes at once when the broker has it.
   *
   * @throws IllegalArgumentException also when there are options for a volatile target
   */
  CompletionStage<Confirm> emit(
      Target target, EmitOptions options, String name, @Nullable Object... args);

  /**
   * Takes an event back that was emitted with {@link EmitOptions#withDeliverAt}.
   *
   * @param position as it was confirmed
   * @return completes with false when it has been delivered, or is not known
   */
  CompletionStage<Boolean> cancel(String position);

  /**
   * As {@link #emit(Target, String, Object...)}, by way of the {@linkplain
   * HoldfastClientBuilder#outbox outbox}.
   *
   * @return completes when the emit is on this machine's disk: from then on the end of this
   *     process, however it comes, does not undo it. Fails with {@link OutboxFullException} when
   *     there is no room in the outbox, with {@link TooManyUnconfirmedException} when too much
   *     waits to be written, with code {@link HoldfastException#DISK_FAILED} when it could not be
   *     written
   * @throws IllegalStateException when the client has no outbox
   * @throws IllegalArgumentException as {@link #emit(Target, String, Object...)}, and for a
   *     volatile target
   */
  default CompletionStage<Accepted> emitToOutbox(
      Target target, String name, @Nullable Object... args) {
    return emitToOutbox(target, EmitOptions.NONE, name, args);
  }

  /** As {@link #emitToOutbox(Target, String, Object...)}, with options. */
  CompletionStage<Accepted> emitToOutbox(
      Target target, EmitOptions options, String name, @Nullable Object... args);

  /** {@link #emit(Target, String, Object...)} to the members of one room. */
  default CompletionStage<Confirm> emitToRoom(String room, String name, @Nullable Object... args) {
    return emit(Target.toRooms(room), name, args);
  }

  /** {@link #emit(Target, String, Object...)} to one client. */
  default CompletionStage<Confirm> emitToClient(
      String clientId, String name, @Nullable Object... args) {
    return emit(Target.toClients(clientId), name, args);
  }

  /** {@link #emit(Target, String, Object...)} to every client of the namespace. */
  default CompletionStage<Confirm> emitToEveryone(String name, @Nullable Object... args) {
    return emit(Target.toEveryone(), name, args);
  }

  /** How it stands to its broker now. */
  ClientState state();

  /**
   * Ends the client. Takes no more requests but those of the running handler, hands no further
   * event to one, and waits, no longer than the configured time, for unconfirmed requests, for the
   * running handler and for the receipt of its acknowledgements. What is unconfirmed then fails.
   * Closing twice does nothing.
   */
  @Override
  void close();
}
