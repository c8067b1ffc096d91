package dev.holdfast.client;

import java.util.concurrent.CompletionStage;

/**
 * The application's side of a namespace: what {@code io} is in a Socket.IO server, in a process of
 * its own. It is told of the sessions that begin and end, gets the plain emits that the namespace's
 * routes send to it, and emits to, moves and disconnects sessions. As an {@link Emitter} it names
 * everyone.
 *
 * <p>Any number of instances, with the same {@code clientId}, share the work: each event goes to
 * one of them, the events of one publisher to the same one while it has some of them unfinished.
 * What an instance had not acknowledged when it died goes to the others; with none alive it waits.
 * Hence
 *
 * <ul>
 *   <li>handlers are registered once, here, not per session, and get the session as an argument;
 *   <li>what is known of a session belongs into the application's own store, under its sid or
 *       client id, never into a variable: the next event may come to another instance;
 *   <li>an event may be handled twice, and then has the same {@link Event#position()}.
 * </ul>
 *
 * <p>An event is acknowledged when its handler returns. What the handler asked for before (emits,
 * joins, its reply) reaches the broker before the acknowledgement does, so an instance that dies
 * has either done all of it or has the event handled again.
 *
 * <p>Threads: as for {@link HoldfastClient}; authorizers run on a thread of their own.
 */
public interface HoldfastBackend extends Emitter, AutoCloseable {
  /**
   * Starts describing a back-end.
   *
   * @param url as for {@link HoldfastClient#builder}
   * @throws IllegalArgumentException when it is no such URL
   */
  static HoldfastBackendBuilder builder(String url) {
    return new HoldfastBackendBuilder(url);
  }

  /**
   * Begins to connect, and keeps at it. Register handlers first: what has none is acknowledged
   * unseen.
   *
   * @return as {@link HoldfastClient#connect}
   */
  CompletionStage<Void> connect();

  /**
   * Sets who decides whether a client may join, where the namespace's configuration asks this
   * back-end; replaces what was set before.
   */
  void authorize(Authorizer authorizer);

  /** As {@link #authorize}, decided when the stage completes. */
  void authorizeAsync(AsyncAuthorizer authorizer);

  /** Sets what to do with sessions that begin; replaces what was set before. */
  void onConnection(ConnectionHandler handler);

  /**
   * Sets what to do about sessions that have ended, before {@link #onDisconnect}; replaces what was
   * set before. In a Socket.IO server the rooms are known only to this one; here both are told.
   */
  void onDisconnecting(DisconnectHandler handler);

  /** Sets what to do about sessions that have ended; replaces what was set before. */
  void onDisconnect(DisconnectHandler handler);

  /**
   * Sets what to do with events of this name; replaces what was set before.
   *
   * @throws IllegalArgumentException when the name begins with {@code $}: those are the broker's
   */
  void on(String event, SessionEventHandler handler);

  /** As {@link #on}, acknowledged when the handler's stage completes. */
  void onAsync(String event, AsyncSessionEventHandler handler);

  /** Sets what to do with events that have no handler of their own. */
  void onAny(SessionEventHandler handler);

  /** As {@link HoldfastClient#onGap}, for the queue that all instances share. */
  void onGap(GapListener listener);

  /** As {@link HoldfastClient#onReceipt}; one of the instances is told. */
  void onReceipt(ReceiptListener listener);

  /** Adds a listener. */
  void onState(StateListener listener);

  /** Sets who is told of handlers' failures; at first they are logged as warnings. */
  void onError(ErrorListener listener);

  /** A handle on the session of this sid, whether there is one or not. */
  Session session(String sid);

  /** How it stands to its broker now. */
  ClientState state();

  /**
   * Ends this instance, as {@link HoldfastClient#close()} ends a client. What it has not
   * acknowledged goes to the other instances, or waits.
   */
  @Override
  void close();
}
