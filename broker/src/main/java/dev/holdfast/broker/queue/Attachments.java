package dev.holdfast.broker.queue;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which session is attached to which client. When a client connects again, the newer session waits
 * until the older one has been fenced and detached; of several that wait, the newest wins. Owned by
 * the shard writer.
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
    Command.Attach fenced = slot.waiting == null ? slot.current : slot.waiting;
    slot.waiting = attach;
    fence(fenced.session());
    return null;
  }

  private static void fence(Attachment session) {
    session.lane().execute(session::fenced);
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
