package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.Place;
import dev.holdfast.broker.queue.SessionIdentity;
import dev.holdfast.broker.routing.Names;
import dev.holdfast.protocol.Bytes;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a CONNECT packet asks for (design, section 3). Every value may be a text, since the official
 * Java client can send nothing else. Keys that are not the broker's are the application's own and
 * ignored.
 *
 * @param clientId the durable identity, or null for an anonymous client
 * @param mode how the session acknowledges
 * @param window unacknowledged events it may hold; 0 to be sent none
 * @param from where a new client's queue starts
 * @param pid of the session to recover, of the form that pids have; null for none
 * @param seen mode offset: the offset the client says it has seen last; 0 when it says nothing that
 *     this broker knows
 * @param shared true when the session shares its queue with others of the same client
 * @param strict true when nothing is to come after an event that is not acknowledged
 * @param extended true when the client sent one of the broker's keys: it understands the answer's
 * @param restored what it has seen, as its keys {@code offset} (in every mode) or {@code from} say,
 *     and this store has not; null when that is nothing
 */
record ConnectRequest(
    @Nullable String clientId,
    AckMode mode,
    int window,
    Place from,
    @Nullable String pid,
    long seen,
    boolean shared,
    boolean strict,
    boolean extended,
    Positions.@Nullable Restored restored) {
  /**
   * Keys that only a client written for this broker sends; {@code pid} and {@code offset} are not,
   * nor is {@code token}, which many applications call their own credential.
   */
  private static final Set<String> OWN_KEYS =
      Set.of("clientId", "ack", "window", "from", "shared", "order");

  /**
   * Reads the payload of a CONNECT packet.
   *
   * @param json an object, or empty
   * @param naming which clients it may name
   * @param recovery whether the namespace offers recovery to clients that do not ask
   * @param positions what those that it names mean
   * @throws RequestException when a value is not of its form
   */
  static ConnectRequest read(
      Bytes json,
      SessionSettings settings,
      ClientNaming naming,
      boolean recovery,
      Positions positions)
      throws RequestException {
    Map<String, String> auth = ConnectPayload.scalars(json);
    String asked = auth.get("clientId");
    if (asked != null && Names.checkClientId(asked) != null) {
      throw new RequestException(
          ErrorCode.BAD_CLIENT_ID, String.valueOf(Names.checkClientId(asked)));
    }
    String clientId = naming.clientId(asked);
    boolean extended = OWN_KEYS.stream().anyMatch(auth::containsKey);
    boolean shared = shared(auth.getOrDefault("shared", "false"), clientId);
    AckMode mode = shared ? sharedMode(auth) : mode(auth, recovery);
    int window = window(auth.get("window"), settings);
    boolean strict = strict(auth.getOrDefault("order", "default"));
    Positions.Start from = positions.start(auth.getOrDefault("from", "latest"));
    Positions.Start seen = positions.seen(auth.get("offset"));
    boolean offsetMode = mode == AckMode.OFFSET;
    return new ConnectRequest(
        clientId,
        mode,
        strict && !shared ? Math.min(window, 1) : window,
        from.place(),
        // Nothing that is ahead of the store was recovered, and the application is to know.
        offsetMode && seen.restored() == null ? pid(auth.get("pid")) : null,
        offsetMode ? seen.place().offset() : 0,
        shared,
        strict,
        extended,
        seen.restored() == null ? from.restored() : seen.restored());
  }

  private static boolean shared(String text, @Nullable String clientId) throws RequestException {
    if (!text.equals("true") && !text.equals("false")) {
      throw new RequestException(ErrorCode.BAD_REQUEST, "key 'shared' must be true or false");
    }
    if (text.equals("true") && clientId == null) {
      throw new RequestException(
          ErrorCode.BAD_REQUEST, "key 'shared' needs a clientId: it names the queue to share");
    }
    return text.equals("true");
  }

  private static boolean strict(String order) throws RequestException {
    return switch (order) {
      case "default" -> false;
      case "strict" -> true;
      default ->
          throw new RequestException(
              ErrorCode.BAD_REQUEST, "key 'order' must be default or strict, not '" + order + "'");
    };
  }

  private static AckMode sharedMode(Map<String, String> auth) throws RequestException {
    AckMode mode = auth.containsKey("ack") ? mode(auth, false) : AckMode.AUTO;
    if (mode == AckMode.OFFSET) {
      throw new RequestException(
          ErrorCode.BAD_REQUEST,
          "key 'shared' goes with the modes auto, each and batch: an offset says nothing of what"
              + " other sessions have handled");
    }
    return mode;
  }

  /** A client that presents a pid has shown that it can do with positions in its events. */
  private static AckMode mode(Map<String, String> auth, boolean recovery) throws RequestException {
    String name = auth.get("ack");
    if (name == null) {
      return recovery || auth.containsKey("pid") ? AckMode.OFFSET : AckMode.AUTO;
    }
    AckMode mode = AckMode.of(name);
    if (mode == null) {
      throw new RequestException(
          ErrorCode.BAD_REQUEST,
          "key 'ack' must be auto, each, offset or batch, not '" + name + "'");
    }
    return mode;
  }

  /** One that is no pid at all recovers as little as one that is unknown. */
  private static @Nullable String pid(@Nullable String presented) {
    return presented == null || SessionIdentity.sidOf(presented) == null ? null : presented;
  }

  private static int window(@Nullable String text, SessionSettings settings)
      throws RequestException {
    if (text == null) {
      return settings.defaultWindow();
    }
    try {
      int window = Integer.parseInt(text);
      if (window >= 0 && window <= settings.maxWindow()) {
        return window;
      }
    } catch (NumberFormatException e) {
      throw badWindow(settings);
    }
    throw badWindow(settings);
  }

  private static RequestException badWindow(SessionSettings settings) {
    return new RequestException(
        ErrorCode.BAD_REQUEST,
        "key 'window' must be a whole number from 0 to " + settings.maxWindow());
  }

  /** Whether pongs acknowledge what was sent before their pings. */
  boolean acknowledgesByHeartbeat() {
    return mode == AckMode.AUTO || mode == AckMode.OFFSET;
  }
}
