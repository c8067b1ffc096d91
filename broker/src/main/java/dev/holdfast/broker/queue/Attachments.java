package dev.holdfast.broker.queue;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which session is attached to which client. When a client connects again, the newer session waits
 * until the older one has been fenced and detached; of several that wait, the newest wins. A late
 * attach, from a connection that was opened before the one of the session that has the client, is
 * turned down: the client had given that connection up. Owned by the shard writer.
 *
 * <pre>
 *   free ── attach ─→ attached ── detach ─→ free
 *                        │ attach (newer): fence the older one
 *                        ↓
 *                     fencing ── attach: the one waiting is fenced, the newest waits
 *                        │ detach of the older one
 *                        ↓
 *                     attached (the newer one)
 * </pre>
 *
 * <p>A client without a name is who presents its pid, and two may: a client that came back before
 * its dead connection was noticed, and a second browser tab that has the first one's storage. So
 * there the older session is challenged to show that somebody is there.
 *
 * <pre>
 *   attached ── attach with a pid: challenge the older one
 *      ↓
 *   challenged ── attach with a pid: the one waiting is turned away, the newest waits
 *      │    │ detach of the older one, which nobody has answered for ─→ attached (the newer one)
 *      │ defended: the one waiting is turned away
 *      ↓
 *   attached (the older one)
 * </pre>
 */
final class Attachments {
  private final Map<ClientKey, Slot> slots = new HashMap<>();

  /** Returns the attach that can go on now, or null when it has to wait for a detach. */
  Command.@Nullable Attach attach(Command.Attach attach) {
    Slot slot = slots.get(attach.connect().client());
    if (slot == null) {
      slots.put(attach.connect().client(), new Slot(attach));
      return attach;
    }
    Command.Attach waited = slot.waiting;
    if (isLate(attach, waited == null ? slot.current : waited)) {
      outrun(attach.session());
      return null;
    }
    slot.waiting = attach;
    if (!attach.connect().mustRecover()) {
      fence(waited == null ? slot.current.session() : waited.session());
    } else if (waited == null) {
      challenge(slot.current.session());
    } else {
      turnAway(waited.session());
    }
    return null;
  }

  /** Who presents a pid is late too, but then the one who has it answers for it. */
  private static boolean isLate(Command.Attach attach, Command.Attach newest) {
    long opened = attach.session().opened();
    return opened > 0 && opened < newest.session().opened() && !attach.connect().mustRecover();
  }

  /** The client of the attached session has shown that it is there. */
  void defended(Command.Defend defend) {
    Slot slot = slots.get(defend.client());
    if (slot != null && slot.current.session() == defend.session() && slot.waiting != null) {
      turnAway(slot.waiting.session());
      slot.waiting = null;
    }
  }

  private static void fence(Attachment session) {
    session.lane().execute(session::fenced);
  }

  private static void outrun(Attachment session) {
    session.lane().execute(session::outrun);
  }

  private static void challenge(Attachment session) {
    session.lane().execute(session::challenged);
  }

  private static void turnAway(Attachment session) {
    session.lane().execute(session::turnedAway);
  }

  /**
   * Takes a session away.
   *
   * @return what it means for the shard
   */
  Detached detach(Command.Detach detach) {
    Slot slot = slots.get(detach.client());
    if (slot == null) {
      return Detached.NOTHING;
    }
    Command.Attach current = slot.current;
    if (current.session() != detach.session()) {
      if (slot.waiting != null && slot.waiting.session() == detach.session()) {
        slot.waiting = null;
      }
      return Detached.NOTHING;
    }
    Command.Attach next = slot.waiting;
    if (next == null) {
      slots.remove(detach.client());
    } else {
      slot.current = next;
      slot.waiting = null;
    }
    return new Detached(current, next);
  }

  /** The session attached to a client, or null. */
  @Nullable Attachment of(ClientKey client) {
    Slot slot = slots.get(client);
    return slot == null ? null : slot.current.session();
  }

  /**
   * The effect of a detach.
   *
   * @param ended whose attachment ended, or null when it was not attached
   * @param next whose turn it is now, or null
   */
  record Detached(Command.@Nullable Attach ended, Command.@Nullable Attach next) {
    static final Detached NOTHING = new Detached(null, null);
  }

  private static final class Slot {
    private Command.Attach current;
    private Command.@Nullable Attach waiting;

    Slot(Command.Attach current) {
      this.current = current;
    }
  }
}
