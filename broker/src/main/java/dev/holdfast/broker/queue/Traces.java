package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where one event went, and what became of it for each client: for an operator who asks. Reads the
 * store as it is committed, beside everything else, and keeps nothing for it: so it takes up to
 * seconds where there are millions of clients. Any thread that may wait for the disk; each method
 * ends with an {@link InterruptedException} when its thread is told to stop.
 */
public final class Traces {
  private static final int ROWS_BETWEEN_WORDS = 100_000;

  private final Store store;

  /** Over this store. */
  public Traces(Store store) {
    this.store = store;
  }

  /** Where an event was found. */
  public enum Where {
    /** In the streams of its targets, or those that still need it. */
    STREAMS("stored"),
    /** It waits for its time. */
    SCHEDULED("scheduled"),
    /** Only as the last of its name in a room: all have acknowledged it, or it has expired. */
    RETAINED("retained"),
    /** Only as a dead letter: all others have acknowledged it, or it has expired. */
    DEAD_LETTERS("dead-letter");

    private final String word;

    Where(String word) {
      this.word = word;
    }

    /** What operators are told. */
    public String word() {
      return word;
    }
  }

  /**
   * A target of an event.
   *
   * @param number of its stream; 0 when there is none, or not any more
   * @param stored whether the event still stands in it
   */
  public record Target(StreamName name, long number, boolean stored) {}

  /**
   * An event that is stored.
   *
   * @param dueMs when it enters its streams, in milliseconds since 1970; 0 when it has
   */
  public record Found(Event event, Where where, long dueMs, List<Target> targets) {}

  /** The offset of the last record that is committed. */
  public long end() {
    return StoreState.of(store).applied();
  }

  /**
   * Where events of this id stand, for as long as ids are known.
   *
   * @param publisher looked for alone; null for anybody's
   */
  public List<Long> ofId(String id, @Nullable ClientKey publisher, Consumer<String> progress)
      throws InterruptedException {
    byte[] digest = EventIdTable.digestOf(id);
    long client = publisher == null ? 0 : numberOf(publisher);
    Set<Long> offsets = new TreeSet<>();
    Steps steps = new Steps(progress, "event ids were looked at");
    try (Store.Scan ids = store.scan(Table.EVENT_IDS, new byte[0], Keys.one(-1))) {
      for (ids.seek(new byte[0]); ids.valid(); ids.next()) {
        byte[] key = ids.key();
        boolean wanted = publisher == null || Keys.number(key, 1) == client;
        if (wanted && Arrays.equals(key, 16, key.length, digest, 0, Keys.ID_DIGEST_BYTES)) {
          offsets.add(new ByteReader(ids.value()).varint());
        }
        steps.next();
      }
    }
    return List.copyOf(offsets);
  }

  /** 0 for a client that is not known: no client has that number. */
  private long numberOf(ClientKey client) {
    byte[] row = store.get(Table.CLIENTS, Keys.client(client));
    return row == null ? 0 : ClientRow.decode(row).number();
  }

  /** The event at this offset; null when none is stored there, or not any more. */
  public @Nullable Found find(long offset, Consumer<String> progress) throws InterruptedException {
    Found scheduled = scheduled(offset);
    if (scheduled != null) {
      return scheduled;
    }
    try (EventFinder finder = new EventFinder(store, progress)) {
      Event event = finder.find(offset);
      if (event != null) {
        return found(event, Where.STREAMS, finder);
      }
      Event retained = retained(offset, progress);
      if (retained != null) {
        return found(retained, Where.RETAINED, finder);
      }
      Event dead = dead(offset, progress);
      return dead == null ? null : found(dead, Where.DEAD_LETTERS, finder);
    }
  }

  private static Found found(Event event, Where where, EventFinder finder) {
    List<Target> targets = new ArrayList<>();
    for (StreamName name : event.targets()) {
      long number = finder.numberOf(name);
      targets.add(new Target(name, number, number != 0 && finder.isStored(number, event.offset())));
    }
    return new Found(event, where, 0, List.copyOf(targets));
  }

  private @Nullable Found scheduled(long offset) {
    byte[] due = store.get(Table.SCHEDULED, Keys.scheduledAt(offset));
    if (due == null) {
      return null;
    }
    long dueMs = new ByteReader(due).varint();
    byte[] value = store.get(Table.SCHEDULED, Keys.due(dueMs, offset));
    if (value == null) {
      return null; // It entered its streams between the two looks.
    }
    Event event = LoneEvent.decode(0, offset, value);
    List<Target> targets =
        event.targets().stream().map(name -> new Target(name, 0, false)).toList();
    return new Found(event, Where.SCHEDULED, dueMs, targets);
  }

  private @Nullable Event retained(long offset, Consumer<String> progress)
      throws InterruptedException {
    Steps steps = new Steps(progress, "retained events were looked at");
    try (Store.Scan rows = store.scan(Table.RETAINED, new byte[0], Keys.one(-1))) {
      for (rows.seek(new byte[0]); rows.valid(); rows.next()) {
        if (RetainedTable.offset(rows) == offset) {
          return RetainedTable.event(rows);
        }
        steps.next();
      }
    }
    return null;
  }

  private @Nullable Event dead(long offset, Consumer<String> progress) throws InterruptedException {
    Steps steps = new Steps(progress, "dead letters were looked at");
    try (Store.Scan rows = store.scan(Table.DEAD_LETTERS, new byte[0], Keys.one(-1));
        EventFinder finder = new EventFinder(store, progress)) {
      for (rows.seek(new byte[0]); rows.valid(); rows.next()) {
        ClientKey client =
            Keys.number(rows.key(), 1) == offset
                ? finder.clientOf(Keys.number(rows.key(), 0))
                : null;
        if (client != null) {
          return DeadLetter.decode(client.namespace(), offset, rows.value()).event();
        }
        steps.next();
      }
    }
    return null;
  }

  /**
   * What became of the event for one client.
   *
   * @param nowMs milliseconds since 1970
   * @return null when the client is not known
   */
  public @Nullable Fate fate(Found found, ClientKey client, long nowMs) {
    byte[] row = store.get(Table.CLIENTS, Keys.client(client));
    return row == null ? null : finder(found, nowMs).of(client, row);
  }

  /**
   * What became of the event for all clients it was for, that are known. Of one that has left a
   * room, and has acknowledged all that it was there for, this is not known any more.
   *
   * @param nowMs milliseconds since 1970
   */
  public void fates(Found found, long nowMs, Consumer<Fate> visit, Consumer<String> progress)
      throws InterruptedException {
    if (found.targets().stream().allMatch(Traces::isInbox)) {
      Set<ClientKey> clients = new LinkedHashSet<>();
      found.targets().forEach(target -> clients.add(clientOf(target.name())));
      for (ClientKey client : clients) {
        Fate fate = fate(found, client, nowMs);
        if (fate != null) {
          visit.accept(fate);
        }
      }
      return;
    }
    FateFinder finder = finder(found, nowMs);
    byte[][] range = Keys.clientRange(found.event().publisher().namespace());
    Steps steps = new Steps(progress, "clients were looked at");
    try (Store.Scan clients = store.scan(Table.CLIENTS, range[0], range[1])) {
      for (clients.seek(range[0]); clients.valid(); clients.next()) {
        Fate fate = finder.of(Keys.clientOf(clients.key()), clients.value());
        boolean concerns =
            fate.state() != Fate.State.NOT_FOR_IT && fate.state() != Fate.State.CLIENT_EXPIRED;
        if (concerns) {
          visit.accept(fate);
        }
        steps.next();
      }
    }
  }

  private FateFinder finder(Found found, long nowMs) {
    Set<Long> streams = new TreeSet<>();
    found.targets().forEach(target -> streams.add(target.number()));
    streams.remove(0L);
    return new FateFinder(store, found.event(), streams, nowMs);
  }

  private static boolean isInbox(Target target) {
    return target.name().kind() == StreamName.Kind.INBOX;
  }

  private static ClientKey clientOf(StreamName inbox) {
    return new ClientKey(inbox.namespace(), inbox.name());
  }

  /** Says now and then how far it is. */
  private static final class Steps {
    private final Consumer<String> progress;
    private final String words;
    private long taken;

    Steps(Consumer<String> progress, String words) {
      this.progress = progress;
      this.words = words;
    }

    void next() throws InterruptedException {
      if (++taken % ROWS_BETWEEN_WORDS == 0) {
        progress.accept(taken + " " + words);
      }
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }
}
