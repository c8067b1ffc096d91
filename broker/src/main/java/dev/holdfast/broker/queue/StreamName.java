package dev.holdfast.broker.queue;

/**
 * Names one stream, an append-only sequence of events: a room, one client's inbox, or everyone in a
 * namespace.
 *
 * @param kind which of these
 * @param namespace with its leading slash
 * @param name the room's name, the client id or the sid; empty for everyone
 */
public record StreamName(Kind kind, String namespace, String name) {
  /** What a stream is. The codes stand in the storage format. */
  public enum Kind {
    /** A named set of member clients. */
    ROOM('r'),
    /** The events addressed to one client. */
    INBOX('i'),
    /** The events for all clients of the namespace. */
    EVERYONE('e'),
    /**
     * Only as a target: the session of this sid, which stands for its client's inbox. Never stored.
     */
    SESSION('s');

    private final byte code;

    Kind(char code) {
      this.code = (byte) code;
    }

    byte code() {
      return code;
    }

    static Kind of(byte code) {
      for (Kind kind : values()) {
        if (kind.code == code) {
          return kind;
        }
      }
      throw new IllegalArgumentException("unknown stream kind " + code);
    }
  }

  /** The stream of a room. */
  public static StreamName room(String namespace, String room) {
    return new StreamName(Kind.ROOM, namespace, room);
  }

  /** The inbox of a client. */
  public static StreamName inbox(String namespace, String clientId) {
    return new StreamName(Kind.INBOX, namespace, clientId);
  }

  /** The client whose session has this sid; as a target of an emit only. */
  public static StreamName session(String namespace, String sid) {
    return new StreamName(Kind.SESSION, namespace, sid);
  }

  /** The stream that every client of the namespace reads. */
  public static StreamName everyone(String namespace) {
    return new StreamName(Kind.EVERYONE, namespace, "");
  }
}
