package dev.holdfast.client.internal;

import dev.holdfast.client.HoldfastException;
import dev.holdfast.client.OutboxListener;
import dev.holdfast.client.internal.outbox.DiskOutbox;
import dev.holdfast.client.internal.outbox.Parcel;
import dev.holdfast.client.internal.outbox.Sending;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The emits of a client that keeps them on disk: brings them into the outbox, and what the outbox
 * hands out to the broker. An emit is over when the broker has confirmed it or refused it for good.
 *
 * <p>A refusal that may pass, as of a broker that takes nothing while its disk is full, or no more
 * in this second, is not the end of an emit. Then nothing new is sent until all that was is
 * answered; after a while what was refused is sent again, under new numbers since later ones may
 * have been stored meanwhile. That while grows until all that was sent again has been taken.
 *
 * <p>Owner of the fields: the event loop.
 */
final class StoredEmits {
  /** The broker may take later what it refused for one of these. */
  private static final Set<String> PASSING =
      Set.of(
          HoldfastException.READ_ONLY,
          HoldfastException.SEQUENCE_PASSED,
          HoldfastException.LIMIT,
          HoldfastException.QUEUE_FULL,
          HoldfastException.TOO_MANY_RECEIPTS,
          HoldfastException.TOO_MANY_SCHEDULED);

  /** A broker cannot hold the outbox back for longer than this at a time. */
  private static final Duration MAX_RETRY_AFTER = Duration.ofMinutes(5);

  private final EventLoop loop;
  private final Executor callbacks;
  private final DiskOutbox disk;
  private final Unanswered unanswered;
  private final Options options;

  /** Who waits for an emit of this process; bounded by the outbox. */
  private final Map<Long, CompletableFuture<Response>> waiting = new HashMap<>();

  /** Refused for now; bounded by how many are sent ahead. */
  private final TreeMap<Long, Parcel> refused = new TreeMap<>();

  /** The longest that the broker asked for of those that are refused for now. */
  private Duration wished = Duration.ZERO;

  private int unconfirmed;
  private int pauses;

  /** How many answers are missing to the proof that the broker takes what it refused. */
  private int unproven;

  private boolean paused;

  /** True when nothing more is coming from the outbox that would be sent before a pause. */
  private boolean held;

  private EventLoop.Timer pause = () -> {};
  private @Nullable HoldfastException closed;

  /**
   * Begins to write, not yet to send.
   *
   * @param disk the outbox, not started
   * @param unanswered where what is sent waits for its answer
   */
  StoredEmits(
      EventLoop loop, Executor callbacks, DiskOutbox disk, Unanswered unanswered, Options options) {
    this.loop = loop;
    this.callbacks = callbacks;
    this.disk = disk;
    this.unanswered = unanswered;
    this.options = options;
    disk.start(emits -> loop.execute(() -> send(emits)));
  }

  /** Takes an emit, from any thread; both stages say so when it was not taken. */
  Stored add(Request request) {
    Stored stored = new Stored(new CompletableFuture<>(), request.answer());
    try {
      options.budget().take(request.size());
      try {
        disk.append(
            request.parcel(),
            (ordinal, failure) -> {
              options.budget().giveBack(request.size());
              if (failure == null) {
                loop.execute(() -> accepted(ordinal, stored));
              } else {
                fail(stored, HoldfastException.ofDisk(failure));
              }
            });
      } catch (HoldfastException full) {
        options.budget().giveBack(request.size());
        throw full;
      }
    } catch (HoldfastException full) {
      fail(stored, full);
    }
    return stored;
  }

  private void fail(Stored stored, HoldfastException reason) {
    callbacks.execute(
        () -> {
          stored.accepted().completeExceptionally(reason);
          stored.answer().completeExceptionally(reason);
        });
  }

  private void accepted(long ordinal, Stored stored) {
    assert loop.isOwner();
    callbacks.execute(() -> stored.accepted().complete(null));
    if (closed != null) {
      fail(stored, closed);
    } else {
      waiting.put(ordinal, stored.answer());
    }
  }

  /** Sends what the outbox hands out. */
  private void send(List<Sending> emits) {
    assert loop.isOwner();
    unconfirmed += emits.size();
    for (Sending emit : emits) {
      unanswered.add(Request.stored(emit.parcel(), emit.seq(), new Ending(emit)));
    }
  }

  /** There is a connection, to a broker that has numbers of this publisher up to this one. */
  void connected(long lastSeen) {
    assert loop.isOwner();
    disk.connected(lastSeen);
  }

  /** True when every emit has been answered for good. */
  boolean isEmpty() {
    return disk.size() == 0;
  }

  /** What is not answered stays on disk; who waits for it is told that. */
  void close(HoldfastException reason) {
    assert loop.isOwner();
    closed = reason;
    pause.cancel();
    for (CompletableFuture<Response> answer : waiting.values()) {
      callbacks.execute(() -> answer.completeExceptionally(reason));
    }
    waiting.clear();
  }

  private void nothingElseIsComing() {
    held = true;
    pauseWhenAnswered();
  }

  private void pauseWhenAnswered() {
    if (unconfirmed > 0 || !held || refused.isEmpty() || paused || closed != null) {
      return;
    }
    paused = true;
    Duration own = Duration.ofMillis(Backoff.ceilingMs(options.retry(), pauses++));
    pause = loop.schedule(own.compareTo(wished) < 0 ? wished : own, this::resume);
    wished = Duration.ZERO;
  }

  private void resume() {
    paused = false;
    if (unconfirmed == 0) {
      unproven = refused.size();
      disk.renumber(new TreeMap<>(refused));
      refused.clear();
    }
  }

  private static String event(Parcel parcel) {
    String tail = parcel.tail().toUtf8();
    return "[" + tail.substring(tail.indexOf(',') + 1) + "]";
  }

  /** What the broker's answer does to an emit. */
  private final class Ending implements Request.Fate {
    private final Sending emit;

    Ending(Sending emit) {
      this.emit = emit;
    }

    @Override
    public void answered(Response answer) {
      if (refused.isEmpty() && (unproven == 0 || --unproven == 0)) {
        pauses = 0;
      }
      CompletableFuture<Response> stage = over();
      if (stage != null) {
        callbacks.execute(() -> stage.complete(answer));
      }
    }

    @Override
    public void refused(HoldfastException reason) {
      if (PASSING.contains(reason.code())) {
        if (refused.isEmpty()) {
          held = false;
          tellHeld(reason);
          disk.hold(() -> loop.execute(StoredEmits.this::nothingElseIsComing));
        }
        refused.put(emit.ordinal(), emit.parcel());
        noteWish(reason.retryAfter());
        unconfirmed--;
        pauseWhenAnswered();
        return;
      }
      CompletableFuture<Response> stage = over();
      callbacks.execute(
          () -> {
            if (stage != null) {
              stage.completeExceptionally(reason);
            }
            States.tell(() -> options.listener().onRefused(event(emit.parcel()), reason));
          });
    }

    /** A number that was passed needs another one, and waits for nothing. */
    private void tellHeld(HoldfastException reason) {
      if (!reason.code().equals(HoldfastException.SEQUENCE_PASSED)) {
        callbacks.execute(() -> States.tell(() -> options.listener().onHeld(reason)));
      }
    }

    private void noteWish(Duration wish) {
      Duration bounded = wish.compareTo(MAX_RETRY_AFTER) < 0 ? wish : MAX_RETRY_AFTER;
      wished = bounded.compareTo(wished) > 0 ? bounded : wished;
    }

    private @Nullable CompletableFuture<Response> over() {
      unconfirmed--;
      disk.done(emit.ordinal());
      pauseWhenAnswered();
      return waiting.remove(emit.ordinal());
    }

    /** The outbox still has it; its stage has failed when the client was closed. */
    @Override
    public void abandoned(HoldfastException reason) {
      unconfirmed--;
    }
  }

  /**
   * How it is done.
   *
   * @param budget for what is not on disk yet
   * @param listener is told of refusals
   * @param retry delays after which emits are sent again that were refused for now
   */
  record Options(Budget budget, OutboxListener listener, Settings.Delays retry) {}

  /**
   * An emit on its way.
   *
   * @param accepted completes when it is on disk
   * @param answer completes with the broker's answer
   */
  record Stored(CompletableFuture<@Nullable Void> accepted, CompletableFuture<Response> answer) {}
}
