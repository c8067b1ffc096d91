package dev.holdfast.broker.session;

import dev.holdfast.broker.Broker;
import dev.holdfast.broker.TestBrokers;
import dev.holdfast.broker.config.NamespaceConfig;
import dev.holdfast.broker.queue.QueueLimits;
import dev.holdfast.broker.queue.RedeliveryPolicy;
import dev.holdfast.broker.queue.RoomPolicy;
import dev.holdfast.broker.queue.StreamName;
import dev.holdfast.broker.routing.Backends;
import dev.holdfast.broker.routing.Destination;
import dev.holdfast.broker.routing.NamespaceRules;
import dev.holdfast.broker.routing.QueueRules;
import dev.holdfast.broker.routing.Routes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A broker with a namespace for each way a queue can overflow, at two events, named after it, in
 * which plain emits go to the client {@code a}; the room {@code brief} expires at once everywhere.
 */
final class LimitRig {
  static final int MAX_EVENTS = 2;

  private LimitRig() {}

  static Broker start(Path dataDir) throws Exception {
    List<NamespaceConfig> namespaces = new ArrayList<>();
    namespaces.add(namespace("/", QueueLimits.NONE));
    for (QueueLimits.Overflow overflow : QueueLimits.Overflow.values()) {
      QueueLimits limits = new QueueLimits(MAX_EVENTS, 0, 0, overflow);
      namespaces.add(namespace("/" + overflow.word(), limits));
    }
    return TestBrokers.start(dataDir, namespaces);
  }

  private static NamespaceConfig namespace(String name, QueueLimits limits) {
    RoomPolicy brief = new RoomPolicy(1, 0, 0);
    QueueRules queues =
        new QueueRules(
            List.of(new QueueRules.RoomRule("brief", brief)), limits, RedeliveryPolicy.NONE, 0);
    Destination toA = new Destination.One(StreamName.Kind.INBOX, "a");
    return new NamespaceConfig(
        name, new NamespaceRules(false, Backends.NONE, new Routes(List.of(), toA), queues));
  }
}
