package dev.holdfast.broker.routing;

import dev.holdfast.broker.queue.EmitLimits;
import dev.holdfast.broker.queue.Policies;
import dev.holdfast.broker.queue.QueueLimits;
import dev.holdfast.broker.queue.RedeliveryPolicy;
import dev.holdfast.broker.queue.RoomPolicy;
import dev.holdfast.broker.queue.StreamName;

/** The policies that the declared namespaces say; none in one that is not declared any more. */
public final class DeclaredPolicies implements Policies {
  private final Namespaces namespaces;
  private final EmitLimits emits;

  /** Of these namespaces, and for the publishers of all of them. */
  public DeclaredPolicies(Namespaces namespaces, EmitLimits emits) {
    this.namespaces = namespaces;
    this.emits = emits;
  }

  /** {@inheritDoc} What is for everyone has the policy of a room named {@code ""}. */
  @Override
  public RoomPolicy room(StreamName room) {
    return rules(room.namespace()).room(room.name());
  }

  @Override
  public boolean roomsExpire() {
    return namespaces.haveExpiringRooms();
  }

  @Override
  public QueueLimits limits(String namespace) {
    return rules(namespace).limits();
  }

  @Override
  public RedeliveryPolicy redelivery(String namespace) {
    return rules(namespace).redelivery();
  }

  @Override
  public long clientExpiryMs(String namespace) {
    return rules(namespace).clientExpiryMs();
  }

  @Override
  public EmitLimits emits() {
    return emits;
  }

  private QueueRules rules(String namespace) {
    NamespaceRules declared = namespaces.of(namespace);
    return declared == null ? QueueRules.NONE : declared.queues();
  }
}
