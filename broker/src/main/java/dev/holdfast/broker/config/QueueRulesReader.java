package dev.holdfast.broker.config;

import dev.holdfast.broker.queue.QueueLimits;
import dev.holdfast.broker.queue.RedeliveryPolicy;
import dev.holdfast.broker.queue.RoomPolicy;
import dev.holdfast.broker.routing.QueueRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads what an entry of the list of namespaces says about its rooms and queues. */
final class QueueRulesReader {
  private static final String ROOMS = "rooms";
  private static final String LIMITS = "limits";
  private static final String REDELIVERY = "redelivery";
  private static final String CLIENT_EXPIRY = "clientExpiryMs";

  /** The keys of the entry that are read here. */
  static final List<String> KEYS = List.of(ROOMS, LIMITS, REDELIVERY, CLIENT_EXPIRY);

  private static final String MATCH = "match";
  private static final String TTL = "ttlMs";
  private static final String HISTORY_MS = "historyMs";
  private static final String HISTORY_EVENTS = "historyEvents";
  private static final String MAX_EVENTS = "maxEvents";
  private static final String MAX_BYTES = "maxBytes";
  private static final String MAX_AGE = "maxAgeMs";
  private static final String OVERFLOW = "overflow";
  private static final String ACK_TIMEOUT = "ackTimeoutMs";
  private static final String BACKOFF = "backoffMs";
  private static final String MAX_BACKOFF = "maxBackoffMs";
  private static final String MAX_ATTEMPTS = "maxAttempts";

  /** Ten years, in milliseconds: longer is not meant. */
  private static final long MAX_MS = 315_360_000_000L;

  private static final ValueType.Scalar<String> PATTERN =
      ScalarTypes.text(
          "the name of a room, in which * stands for any text", text -> !text.isEmpty());
  private static final ValueType.Scalar<Long> MS = ScalarTypes.longInteger(0, MAX_MS);
  private static final ValueType.Scalar<Long> COUNT =
      ScalarTypes.longInteger(0, 1_000_000_000_000L);
  private static final ValueType.Scalar<Integer> ATTEMPTS = ScalarTypes.integer(0, 1_000_000);
  private static final Map<String, QueueLimits.Overflow> OVERFLOWS =
      Map.of(
          "reject", QueueLimits.Overflow.REJECT,
          "drop-oldest", QueueLimits.Overflow.DROP_OLDEST,
          "drop-newest", QueueLimits.Overflow.DROP_NEWEST);
  private static final ValueType.Scalar<String> OVERFLOW_NAME =
      ScalarTypes.text("reject, drop-oldest or drop-newest", OVERFLOWS::containsKey);

  private QueueRulesReader() {}

  static QueueRules read(Fields namespace) {
    return new QueueRules(
        namespace.optional(ROOMS, QueueRulesReader::rooms, List.of()),
        namespace.optional(LIMITS, QueueRulesReader::limits, QueueLimits.NONE),
        namespace.optional(REDELIVERY, QueueRulesReader::redelivery, RedeliveryPolicy.NONE),
        namespace.optional(CLIENT_EXPIRY, MS::read, 0L));
  }

  private static @Nullable List<QueueRules.RoomRule> rooms(
      Node node, String place, Problems problems) {
    if (!(node instanceof SequenceNode list)) {
      problems.add(node, place, "must be a list of rooms");
      return null;
    }
    List<QueueRules.RoomRule> rules = new ArrayList<>();
    int index = 0;
    for (Node entry : list.getValue()) {
      QueueRules.RoomRule rule = room(entry, place + "[" + index++ + "]", problems);
      if (rule != null) {
        rules.add(rule);
      }
    }
    return rules;
  }

  private static QueueRules.@Nullable RoomRule room(Node node, String place, Problems problems) {
    List<String> known = List.of(MATCH, TTL, HISTORY_MS, HISTORY_EVENTS);
    Fields fields = Fields.of(node, place, known, problems);
    if (fields == null) {
      return null;
    }
    String match = fields.required(MATCH, PATTERN::read);
    RoomPolicy policy =
        new RoomPolicy(
            fields.optional(TTL, MS::read, 0L),
            fields.optional(HISTORY_MS, MS::read, 0L),
            fields.optional(HISTORY_EVENTS, COUNT::read, 0L));
    return match == null ? null : new QueueRules.RoomRule(match, policy);
  }

  private static @Nullable QueueLimits limits(Node node, String place, Problems problems) {
    List<String> known = List.of(MAX_EVENTS, MAX_BYTES, MAX_AGE, OVERFLOW);
    Fields fields = Fields.of(node, place, known, problems);
    if (fields == null) {
      return null;
    }
    String overflow = fields.optional(OVERFLOW, OVERFLOW_NAME::read, "drop-oldest");
    return new QueueLimits(
        fields.optional(MAX_EVENTS, COUNT::read, 0L),
        fields.optional(MAX_BYTES, COUNT::read, 0L),
        fields.optional(MAX_AGE, MS::read, 0L),
        OVERFLOWS.getOrDefault(overflow, QueueLimits.Overflow.DROP_OLDEST));
  }

  private static @Nullable RedeliveryPolicy redelivery(Node node, String place, Problems problems) {
    List<String> known = List.of(ACK_TIMEOUT, BACKOFF, MAX_BACKOFF, MAX_ATTEMPTS);
    Fields fields = Fields.of(node, place, known, problems);
    if (fields == null) {
      return null;
    }
    RedeliveryPolicy otherwise = RedeliveryPolicy.NONE;
    return new RedeliveryPolicy(
        fields.optional(ACK_TIMEOUT, MS::read, otherwise.ackTimeoutMs()),
        fields.optional(BACKOFF, MS::read, otherwise.backoffMs()),
        fields.optional(MAX_BACKOFF, MS::read, otherwise.maxBackoffMs()),
        fields.optional(MAX_ATTEMPTS, ATTEMPTS::read, otherwise.maxAttempts()));
  }
}
