package dev.holdfast.broker.session;

import dev.holdfast.broker.transport.CloseReason;
import dev.holdfast.protocol.Bytes;

/** What becomes of a session that a back-end lets in or not. Owned by the session's lane. */
final class Admission implements Authorization.Outcome {
  private final Session session;
  private final SocketConnection owner;
  private final Claim claim;
  private final Runnable attach;

  /** Of a session that goes on with {@code attach} when it may. */
  Admission(Session session, SocketConnection owner, Claim claim, Runnable attach) {
    this.session = session;
    this.owner = owner;
    this.claim = claim;
    this.attach = attach;
  }

  @Override
  public void accepted() {
    claim.locate(session, this::located);
  }

  /** The back-end and the disk took their time: the client may have become forbidden meanwhile. */
  private void located() {
    if (!session.isConnecting()) {
      return;
    }
    try {
      session.standing().mayBegin();
      attach.run();
    } catch (RequestException notAnyMore) {
      session.end(EndReason.SERVER_DISCONNECT);
      owner.refused(session, notAnyMore);
    }
  }

  @Override
  public void refused(Bytes connectError) {
    session.end(EndReason.SERVER_DISCONNECT);
    owner.refused(session, connectError);
  }

  /** Temporary, so that the client must not be told with 44, after which it stays away. */
  @Override
  public void undecided() {
    owner.connection().close(CloseReason.TRY_AGAIN);
  }
}
