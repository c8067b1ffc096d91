package dev.holdfast.broker.routing;

import dev.holdfast.broker.queue.ClientKey;
import dev.holdfast.broker.queue.LogRecord;
import dev.holdfast.broker.queue.StreamName;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an emit says besides the event itself.
 *
 * @param targets the streams, at least one, each once
 * @param except client ids that are left out
 * @param seq the publisher's sequence number, or {@link LogRecord.Emit#NO_SEQ}
 * @param id the publisher's own name for the event, or null
 */
public record EmitOptions(
    List<StreamName> targets, List<String> except, long seq, @Nullable String id) {
  /** How many targets one emit may name: the event is stored once for each. */
  public static final int MAX_TARGETS = 100;

  /** How many clients one emit may leave out. */
  public static final int MAX_EXCEPT = 1000;

  /** Copies the lists; a target named twice stays once. */
  public EmitOptions {
    Set<StreamName> distinct = new LinkedHashSet<>(targets);
    targets = List.copyOf(distinct);
    except = List.copyOf(except);
  }

  /** Of a plain emit that a route sends to {@code destination}; null where the route rejects it. */
  public static @Nullable EmitOptions routed(Destination destination, ClientKey sender) {
    String namespace = sender.namespace();
    if (destination instanceof Destination.One one) {
      return to(new StreamName(one.kind(), namespace, one.name()), List.of());
    } else if (destination instanceof Destination.Reject) {
      return null;
    }
    boolean others = destination instanceof Destination.Others;
    return to(StreamName.everyone(namespace), others ? List.of(sender.clientId()) : List.of());
  }

  private static EmitOptions to(StreamName stream, List<String> except) {
    return new EmitOptions(List.of(stream), except, LogRecord.Emit.NO_SEQ, null);
  }
}
