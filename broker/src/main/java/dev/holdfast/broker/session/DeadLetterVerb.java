package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.Applied;
import dev.holdfast.broker.queue.ClientKey;
import dev.holdfast.broker.queue.DeadLetter;
import dev.holdfast.broker.queue.DeadLetters;
import dev.holdfast.broker.queue.LogRecord;
import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.socketio.SocketPacket;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@code $deadLetters}: shows the dead letters of a client, has them delivered again, or deletes
 * them. What is to be changed is named first, by its positions, and then by records of the log: one
 * that is gone by then is not counted. Owned by the session's lane.
 */
final class DeadLetterVerb {
  private final Session session;
  private final Answers answers;
  private final boolean isBackend;

  /** Of the session of a back-end, or of another. */
  DeadLetterVerb(Session session, Answers answers, boolean isBackend) {
    this.session = session;
    this.answers = answers;
    this.isBackend = isBackend;
  }

  /**
   * Does what a legal request asks for.
   *
   * @throws RequestException when its session may not ask for that
   */
  void onRequest(SocketPacket packet, DeadLetterRequest request) throws RequestException {
    check(request);
    List<Long> named = request.offsets();
    if (request.action() == DeadLetterRequest.Action.LIST) {
      read(packet, request, page -> list(packet, page));
    } else if (named != null) {
      change(packet, request, named);
    } else {
      read(packet, request, page -> change(packet, request, offsets(page)));
    }
  }

  private void check(DeadLetterRequest request) throws RequestException {
    if (request.of() != null) {
      session.standing().permits().deadLettersOfOthers(isBackend);
    }
  }

  private ClientKey client(DeadLetterRequest request) {
    String of = request.of();
    ClientKey own = session.client();
    return of == null ? own : new ClientKey(own.namespace(), of);
  }

  private void read(
      SocketPacket packet, DeadLetterRequest request, Consumer<DeadLetters.Page> then) {
    ClientKey client = client(request);
    long maxBytes = session.services().core().readerLimits().pageBytes();
    session
        .services()
        .core()
        .<Found>readDeadLetters(
            letters -> new Found(letters.read(client, request.after(), request.limit(), maxBytes)),
            session.lane(),
            found -> found(packet, request, found.page(), then));
  }

  /** It may have been forbidden while they were read. */
  private void found(
      SocketPacket packet,
      DeadLetterRequest request,
      DeadLetters.@Nullable Page page,
      Consumer<DeadLetters.Page> then) {
    try {
      check(request);
    } catch (RequestException notAnyMore) {
      answers.refuse(packet, notAnyMore);
      return;
    }
    if (page == null) {
      answers.applied(packet, unknown(client(request)));
    } else {
      then.accept(page);
    }
  }

  /** Null when the client is not known. */
  private record Found(DeadLetters.@Nullable Page page) {}

  private static Applied unknown(ClientKey client) {
    return new Applied.Refused(
        Applied.Refusal.UNKNOWN_CLIENT, "client '%s' is not known".formatted(client.clientId()));
  }

  private void list(SocketPacket packet, DeadLetters.Page page) {
    DeadLetterList list = new DeadLetterList(session.lineage());
    page.letters().forEach(list::add);
    Bytes body = list.toJson(page.more());
    session.frames().answer(packet.ackId(), body, list.attachments());
  }

  private static List<Long> offsets(DeadLetters.Page page) {
    return page.letters().stream().map(DeadLetter::event).map(event -> event.offset()).toList();
  }

  private void change(SocketPacket packet, DeadLetterRequest request, List<Long> offsets) {
    ClientKey client = client(request);
    if (request.action() == DeadLetterRequest.Action.PURGE) {
      session.append(
          new LogRecord.Purge(client, offsets),
          applied -> {
            if (applied instanceof Applied.Purged purged) {
              answers.give(packet, Replies.count("purged", purged.deadLetters()));
            } else {
              answers.applied(packet, applied);
            }
          });
    } else {
      new Replaying(packet, offsets.size()).begin(client, offsets);
    }
  }

  /** Each is a record of its own: it gets a position of its own. */
  private final class Replaying {
    private final SocketPacket packet;
    private int open;
    private int replayed;

    /** Why none is; null while it is known of none that should be. */
    private Applied.@Nullable Refused refused;

    Replaying(SocketPacket packet, int count) {
      this.packet = packet;
      this.open = count;
    }

    void begin(ClientKey client, List<Long> offsets) {
      long nowMs = session.services().clock().getAsLong();
      for (long offset : offsets) {
        session.append(new LogRecord.Replay(client, offset, nowMs), this::applied);
      }
      if (offsets.isEmpty()) {
        finish();
      }
    }

    private void applied(Applied applied) {
      if (applied instanceof Applied.Stored) {
        replayed++;
      } else if (applied instanceof Applied.Refused why
          && why.refusal() != Applied.Refusal.UNKNOWN_DEAD_LETTER) {
        refused = why;
      }
      if (--open == 0) {
        finish();
      }
    }

    private void finish() {
      if (replayed == 0 && refused != null) {
        answers.applied(packet, refused);
      } else {
        answers.give(packet, Replies.count("replayed", replayed));
      }
    }
  }
}
