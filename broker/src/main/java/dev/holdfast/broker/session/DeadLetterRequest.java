package dev.holdfast.broker.session;

import dev.holdfast.protocol.socketio.Payload;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code ["$deadLetters",{"action":"list","from":"P","limit":100}]}, and the other actions.
 *
 * @param of whose they are; null for those of who asks
 * @param after the offset after which to begin
 * @param limit how many it is about at most
 * @param offsets which ones in particular; null for the first {@code limit}
 */
record DeadLetterRequest(
    Action action, @Nullable String of, long after, int limit, @Nullable List<Long> offsets) {
  private static final String VERB = "$deadLetters";
  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_LIMIT = 1000;

  /** What is to be done with them. */
  enum Action {
    LIST,
    REPLAY,
    PURGE
  }

  /**
   * Reads it.
   *
   * @param positions what those mean that it names
   * @throws RequestException when it is not of its form
   */
  static DeadLetterRequest read(Payload request, Positions positions) throws RequestException {
    Action action = null;
    String of = null;
    long after = 0;
    int limit = DEFAULT_LIMIT;
    List<Long> offsets = null;
    RequestReader in = new RequestReader(VERB, Requests.argument(VERB, request));
    for (String key = in.nextKey(); !key.isEmpty(); key = in.nextKey()) {
      switch (key) {
        case "action" -> action = action(in);
        case "of" -> of = in.text(key);
        case "from" -> after = offset(in.text(key), positions);
        case "limit" -> limit = (int) in.number(key, MAX_LIMIT);
        case "positions" -> offsets = offsets(in.texts(key, MAX_LIMIT), positions);
        default -> throw in.unknown(key, "action, from, limit, positions and, for back-ends, of");
      }
    }
    if (action == null) {
      throw in.wrong("needs the key 'action'");
    }
    if (action == Action.LIST && offsets != null) {
      throw in.wrong("takes the key 'positions' with the actions replay and purge");
    }
    return new DeadLetterRequest(action, of, after, Math.max(1, limit), offsets);
  }

  private static Action action(RequestReader in) throws RequestException {
    String name = in.text("action");
    return switch (name) {
      case "list" -> Action.LIST;
      case "replay" -> Action.REPLAY;
      case "purge" -> Action.PURGE;
      default -> throw in.wrong("key 'action' must be list, replay or purge, not '" + name + "'");
    };
  }

  private static List<Long> offsets(List<String> texts, Positions positions)
      throws RequestException {
    List<Long> offsets = new ArrayList<>();
    for (String text : texts) {
      offsets.add(offset(text, positions));
    }
    return offsets;
  }

  private static long offset(String text, Positions positions) throws RequestException {
    return positions.offset(Requests.position(text));
  }
}
