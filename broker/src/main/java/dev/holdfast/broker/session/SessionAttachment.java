package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.Attachment;
import dev.holdfast.broker.queue.ClientSnapshot;
import dev.holdfast.broker.queue.Lane;
import dev.holdfast.broker.queue.Membership;
import dev.holdfast.broker.queue.QueueGap;
import dev.holdfast.broker.queue.ShardWriter;
import dev.holdfast.broker.queue.StreamName;
import dev.holdfast.broker.transport.CloseReason;
import java.util.function.Consumer;

/**
 * A session that has its client's queue to itself, as the shard knows it: asks for the client, and
 * tells the session and its queue what becomes of it. Owned by the session's lane.
 */
final class SessionAttachment implements Attachment {
  private final Session session;
  private final SocketConnection owner;
  private final Claim claim;
  private final ShardWriter writer;

  /** Of a session that claims its client so. */
  SessionAttachment(Session session, SocketConnection owner, Claim claim) {
    this.session = session;
    this.owner = owner;
    this.claim = claim;
    this.writer = owner.services().core().writer();
  }

  /** Asks for the client; {@link Session#attached} follows, unless somebody else has it. */
  void attach() {
    writer.attach(claim.record(), this);
  }

  /** Its pid is no good: it asks for a client of its own. */
  @Override
  public void turnedAway() {
    if (session.isConnecting()) {
      detach(true);
      claim.dropPid();
      attach();
    }
  }

  @Override
  public void attached(ClientSnapshot client) {
    session.attached(client);
  }

  /** The client is still there, whoever else presents its pid. */
  void defend() {
    writer.defend(claim.client(), this);
  }

  /** Lets go of the client; for good where the session cannot be recovered. */
  void detach(boolean forGood) {
    writer.detach(claim.client(), this, forGood);
  }

  @Override
  public Lane lane() {
    return owner.lane();
  }

  @Override
  public long opened() {
    return owner.opened();
  }

  /** Not told with 41, which is final: who is there after all connects again. */
  @Override
  public void outrun() {
    owner.connection().close(CloseReason.FORCED_CLOSE);
  }

  @Override
  public void challenged() {
    session.challenged();
  }

  @Override
  public void fenced() {
    session.dismiss(EndReason.TAKEN_OVER);
  }

  @Override
  public void joined(Membership membership) {
    change(queue -> queue.joined(membership));
    session.standing().joined(membership.name().name());
  }

  @Override
  public void left(StreamName room, long offset) {
    change(queue -> queue.left(room, offset));
  }

  @Override
  public void banished(StreamName room, long offset) {
    change(queue -> queue.banished(room, offset));
  }

  @Override
  public boolean mayBeIn(String room) {
    return session.standing().permits().mayBeIn(room);
  }

  @Override
  public void dropped(QueueGap gap) {
    change(queue -> queue.dropped(gap));
  }

  private void change(Consumer<OwnQueue> change) {
    if (session.isAttached() && session.queue() instanceof OwnQueue own) {
      change.accept(own);
    }
  }
}
