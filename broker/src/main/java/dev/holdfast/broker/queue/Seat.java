package dev.holdfast.broker.queue;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A member's place at a shared queue. Its public methods are called on the member's lane, and take
 * what they are told to the lane of the queue, in the order of the calls.
 */
public final class Seat {
  private final Lane home;
  private final QueueMember member;

  /** Owned by the lane of the queue, as is the next; set when it has come there. */
  private @Nullable SharedQueue queue;

  /** Set while the member is given events. */
  @Nullable Share share;

  Seat(Lane home, QueueMember member) {
    this.home = home;
    this.member = member;
  }

  /** The member has come to this queue. */
  void taken(SharedQueue by) {
    queue = by;
  }

  QueueMember member() {
    return member;
  }

  /** Runs a task on the member's lane. */
  void tell(Runnable task) {
    member.lane().execute(task);
  }

  private void ask(Consumer<SharedQueue> request) {
    home.execute(
        () -> {
          SharedQueue at = queue;
          if (at == null) {
            throw new IllegalStateException("the member has not come to its queue");
          }
          request.accept(at);
        });
  }

  /** The socket has taken the last batch. */
  public void batchTaken() {
    ask(at -> at.dealer().batchTaken(this));
  }

  /** These events are done. */
  public void acknowledged(List<Long> offsets) {
    ask(
        at -> {
          at.dealer().acknowledged(this, offsets);
          at.dealer().sendAckLater();
        });
  }

  /** These events are done; {@code durable} runs on the member's lane once that is on disk. */
  public void acknowledged(List<Long> offsets, Runnable durable) {
    ask(
        at -> {
          at.dealer().acknowledged(this, offsets);
          at.dealer().sendAck(this, durable);
        });
  }

  /**
   * Attempts with events that the member holds failed.
   *
   * @param durable runs on the member's lane once that is on disk; null when nobody waits for it
   */
  public void failed(Failure failure, @Nullable Runnable durable) {
    ask(at -> at.dealer().failed(this, failure, durable));
  }

  /** Hands over the rooms of the client, sorted, on the member's lane. */
  public void rooms(Consumer<List<String>> answer) {
    ask(at -> at.rooms(this, answer));
  }

  /** The same, and those that were left, as long as something of them may wait. */
  public void roomsRead(Consumer<List<String>> answer) {
    ask(at -> at.roomsRead(this, answer));
  }

  /**
   * The member is done with these events and no more; what else it holds is others' to handle.
   *
   * @param failed what it was sent and leaves behind, where that counts as failed attempts; else
   *     null
   */
  public void leave(List<Long> acknowledged, @Nullable Failure failed) {
    ask(at -> at.leave(this, acknowledged, failed));
  }
}
