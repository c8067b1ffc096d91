package dev.holdfast.broker.config;

import dev.holdfast.broker.queue.StreamName;
import dev.holdfast.broker.routing.Backends;
import dev.holdfast.broker.routing.Destination;
import dev.holdfast.broker.routing.Route;
import dev.holdfast.broker.routing.Routes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Reads the routes of one namespace. */
final class RouteReader {
  private static final String EVENT = "event";
  private static final String TO = "to";
  private static final String ID = "id";
  private static final String REPLY = "reply";
  private static final String REPLY_TIMEOUT = "replyTimeoutMs";
  private static final List<String> KEYS = List.of(EVENT, TO, ID, REPLY, REPLY_TIMEOUT);

  private static final int MAX_ID_ARGUMENT = 100;
  private static final long DEFAULT_REPLY_TIMEOUT_MS = 10_000;

  private static final ValueType.Scalar<String> PATTERN =
      ScalarTypes.text("an event name, in which * stands for any text", text -> !text.isEmpty());
  private static final ValueType.Scalar<Integer> ID_ARGUMENT =
      ScalarTypes.integer(1, MAX_ID_ARGUMENT);
  private static final ValueType.Scalar<Boolean> BOOL = ScalarTypes.bool();
  private static final ValueType.Scalar<Long> TIMEOUT = ScalarTypes.longInteger(1, Units.HOUR_MS);

  private final Backends backends;

  /** Of a namespace with these back-ends, the only ones that can reply. */
  RouteReader(Backends backends) {
    this.backends = backends;
  }

  /** The list of routes; one that is wrong is left out. */
  @Nullable List<Routes.Rule> readAll(Node node, String place, Problems problems) {
    if (!(node instanceof SequenceNode list)) {
      problems.add(node, place, "must be a list of routes");
      return null;
    }
    List<Routes.Rule> rules = new ArrayList<>();
    int index = 0;
    for (Node entry : list.getValue()) {
      Routes.Rule rule = read(entry, place + "[" + index++ + "]", problems);
      if (rule != null) {
        rules.add(rule);
      }
    }
    return rules;
  }

  private Routes.@Nullable Rule read(Node node, String place, Problems problems) {
    Fields fields = Fields.of(node, place, KEYS, problems);
    if (fields == null) {
      return null;
    }
    String pattern = fields.required(EVENT, PATTERN::read);
    Destination to = fields.required(TO, RouteReader::destination);
    int idArgument = fields.optional(ID, ID_ARGUMENT::read, Route.NO_ID);
    boolean reply = fields.optional(REPLY, BOOL::read, false);
    long timeoutMs = fields.optional(REPLY_TIMEOUT, TIMEOUT::read, DEFAULT_REPLY_TIMEOUT_MS);
    if (fields.has(REPLY_TIMEOUT) && !fields.has(REPLY)) {
      fields.problem(REPLY_TIMEOUT, "is for a route with reply: true");
    }
    if (pattern == null || to == null) {
      return null;
    }
    if (reply && !isBackend(to)) {
      fields.problem(
          REPLY, "only a back-end replies: 'to' must be client:ID with an ID of backends");
    }
    return new Routes.Rule(pattern, new Route(to, idArgument, reply ? timeoutMs : Route.NO_REPLY));
  }

  private boolean isBackend(Destination to) {
    return to instanceof Destination.One one
        && one.kind() == StreamName.Kind.INBOX
        && backends.contains(one.name());
  }

  /** Where a route sends an event. */
  static @Nullable Destination destination(Node node, String place, Problems problems) {
    if (!(node instanceof ScalarNode scalar) || !scalar.getTag().equals(Tag.STR)) {
      problems.add(node, place, "must be everyone, others, room:NAME, client:ID or reject");
      return null;
    }
    try {
      return Destination.parse(scalar.getValue());
    } catch (IllegalArgumentException e) {
      problems.add(node, place, String.valueOf(e.getMessage()));
      return null;
    }
  }
}
