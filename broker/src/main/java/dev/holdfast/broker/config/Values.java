package dev.holdfast.broker.config;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What was given for each key, and where; the default for the others. Used by one thread. */
final class Values {
  private final Map<Key<?>, Object> given = new HashMap<>();
  private final Map<Key<?>, String> places = new HashMap<>();
  private final Set<Key<?>> wrong = new HashSet<>();

  <T> void put(Key<T> key, T value, String place) {
    given.put(key, value);
    places.put(key, place);
  }

  /** What was given could not be read, so that comparing other values with it says nothing. */
  void markWrong(Key<?> key) {
    wrong.add(key);
  }

  /** Only {@link #put} fills the map, with a value of the key's own type. */
  @SuppressWarnings("unchecked")
  <T> T get(Key<T> key) {
    Object value = given.get(key);
    return value == null ? key.defaultValue() : (T) value;
  }

  BrokerConfig toConfig() {
    return new BrokerConfig(
        server(),
        new CompressionConfig(
            get(Keys.COMPRESS_WEB_SOCKET),
            get(Keys.COMPRESS_POLLING),
            get(Keys.COMPRESSION_THRESHOLD)),
        new MsgpackConfig(get(Keys.MSGPACK_ENABLED), get(Keys.MSGPACK_PORT)),
        new SessionConfig(get(Keys.DEFAULT_WINDOW), get(Keys.MAX_WINDOW), get(Keys.AUTO_ACK_DELAY)),
        new RecoveryConfig(
            get(Keys.MAX_DISCONNECTION), get(Keys.MAX_AWAY_CLIENTS), get(Keys.TAKEOVER_PROBE)),
        queue(),
        new RetentionConfig(get(Keys.RETENTION_INTERVAL)),
        new StorageConfig(get(Keys.DATA_DIR), get(Keys.MEMORY_BUDGET), get(Keys.MIN_FREE)),
        new ShutdownConfig(get(Keys.DRAIN_TIMEOUT)),
        get(Keys.NAMESPACES));
  }

  private ServerConfig server() {
    return new ServerConfig(
        get(Keys.HOST),
        get(Keys.PORT),
        get(Keys.PATH),
        get(Keys.EVENT_LOOPS),
        get(Keys.PING_INTERVAL),
        get(Keys.PING_TIMEOUT),
        get(Keys.UPGRADE_TIMEOUT),
        get(Keys.CONNECT_TIMEOUT),
        get(Keys.MAX_PAYLOAD),
        get(Keys.OUTBOUND_BUFFER),
        get(Keys.ALLOWED_ORIGINS),
        get(Keys.COOKIE),
        get(Keys.SERVE_CLIENT));
  }

  private QueueConfig queue() {
    return new QueueConfig(
        get(Keys.MAX_QUEUED_COMMANDS),
        get(Keys.MAX_COMMIT),
        get(Keys.TAIL),
        get(Keys.PAGE_EVENTS),
        get(Keys.PAGE_BYTES),
        get(Keys.MAX_OUT_OF_ORDER_ACKS),
        get(Keys.DEDUP_WINDOW),
        get(Keys.EVENT_ID_WINDOW),
        get(Keys.MAX_SCHEDULED),
        get(Keys.MAX_RETAINED),
        get(Keys.MAX_RECEIPTS));
  }

  /** Checks the rules that take two keys. */
  void checkTogether(Problems problems) {
    atMost(Keys.DEFAULT_WINDOW, Keys.MAX_WINDOW, problems);
    atMost(Keys.MAX_PAYLOAD, Keys.MAX_QUEUED_COMMANDS, problems);
    atMost(Keys.MAX_COMMIT, Keys.MAX_QUEUED_COMMANDS, problems);
  }

  private void atMost(
      Key<? extends Number> smaller, Key<? extends Number> larger, Problems problems) {
    if (wrong.contains(smaller) || wrong.contains(larger)) {
      return;
    }
    if (get(smaller).longValue() > get(larger).longValue()) {
      String place = places.getOrDefault(smaller, places.getOrDefault(larger, ""));
      problems.add(
          place,
          smaller.name(),
          "must be at most "
              + larger.name()
              + ", which is "
              + get(larger)
              + ", not '"
              + get(smaller)
              + "'");
    }
  }
}
