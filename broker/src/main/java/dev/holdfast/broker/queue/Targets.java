package dev.holdfast.broker.queue;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the streams that an emit is for, and those whose members it leaves out. Owned by the shard
 * writer.
 */
final class Targets {
  private static final long UNKNOWN = -1;

  /** A stream that has no number: it has no members, and nothing of it is stored. */
  private static final long UNUSED = 0;

  private final ClientTable clients;
  private final StreamTable streams;
  private final SidTargets sids;
  private final Intake intake;

  /**
   * Finds streams.
   *
   * @param intake told of each client that an emit is for
   */
  Targets(ClientTable clients, StreamTable streams, SidTargets sids, Intake intake) {
    this.clients = clients;
    this.streams = streams;
    this.sids = sids;
    this.intake = intake;
  }

  /** The targets with clients in the place of sids. */
  List<StreamName> named(LogRecord.Emit emit, ClientTable.Numbers numbers, Store.Batch batch) {
    return sids.resolve(emit.audience(), numbers, batch);
  }

  /**
   * The number of each target's stream; {@link #UNKNOWN} for one that is not known, {@link #UNUSED}
   * for one that has none yet. An emit that is refused after this has left nothing behind.
   */
  long[] numbers(List<StreamName> targets, ClientTable.Numbers numbers, Store.Batch batch) {
    long[] found = new long[targets.size()];
    for (int i = 0; i < found.length; i++) {
      found[i] = number(targets.get(i), numbers, batch);
    }
    return found;
  }

  /** The first of the targets that is not known; null when all are. */
  static @Nullable StreamName unknown(List<StreamName> targets, long[] numbers) {
    for (int i = 0; i < numbers.length; i++) {
      if (numbers[i] == UNKNOWN) {
        return targets.get(i);
      }
    }
    return null;
  }

  /**
   * The streams that an event enters, each once. One without a number gets it now, unless the event
   * is volatile: then nothing is stored, and there is no member that could get it.
   *
   * @param found what {@link #numbers} has found of the emit's targets, for the last time
   */
  long[] entered(
      LogRecord.Emit emit, long[] found, ClientTable.Numbers numbers, Store.Batch batch) {
    List<StreamName> targets = emit.audience().targets();
    int count = 0;
    for (int i = 0; i < found.length; i++) {
      boolean begins = found[i] == UNUSED && !emit.marks().isVolatile();
      long number = begins ? streams.number(targets.get(i), numbers, batch) : found[i];
      if (number != UNUSED) {
        found[count++] = number;
      }
    }
    return distinct(count == found.length ? found : Arrays.copyOf(found, count));
  }

  /** The emit for these targets, and with clients in the place of the sids that are left out. */
  LogRecord.Emit placed(
      LogRecord.Emit emit,
      List<StreamName> targets,
      ClientTable.Numbers numbers,
      Store.Batch batch) {
    Audience asked = emit.audience();
    List<String> leftOut = sids.leftOut(emit.client().namespace(), asked, numbers, batch);
    boolean same = targets == asked.targets() && leftOut == asked.except();
    return same
        ? emit
        : emit.to(new Audience(targets, leftOut, asked.exceptRooms(), asked.exceptSessions()));
  }

  /** True when a target that was known once still is. */
  boolean isKnown(StreamName target, ClientTable.Numbers numbers, Store.Batch batch) {
    return number(target, numbers, batch) != UNKNOWN;
  }

  /**
   * The stream's number; {@link #UNKNOWN} for a client or a session that is not known, {@link
   * #UNUSED} for a room that is not in use.
   */
  private long number(StreamName target, ClientTable.Numbers numbers, Store.Batch batch) {
    return switch (target.kind()) {
      case ROOM, EVERYONE -> {
        Long known = streams.find(target);
        yield known == null ? UNUSED : known;
      }
      case INBOX -> inboxNumber(target, numbers, batch);
      case SESSION -> UNKNOWN;
    };
  }

  private long inboxNumber(StreamName inbox, ClientTable.Numbers numbers, Store.Batch batch) {
    ClientKey key = new ClientKey(inbox.namespace(), inbox.name());
    ClientState client = clients.find(key, numbers, batch);
    if (client == null) {
      return UNKNOWN;
    }
    client.inboxUsed = true;
    intake.target(client);
    return client.number;
  }

  /** Numbers of the rooms left out, as of now; one that has no number has no member. */
  long[] leftOut(LogRecord.Emit emit) {
    List<String> rooms = emit.audience().exceptRooms();
    long[] found = new long[rooms.size()];
    int count = 0;
    for (String room : rooms) {
      Long number = streams.find(StreamName.room(emit.client().namespace(), room));
      if (number != null) {
        found[count++] = number;
      }
    }
    return distinct(Arrays.copyOf(found, count));
  }

  /** The same of an event that waited, and that may have been stored with some of the numbers. */
  long[] leftOut(Event waited) {
    long[] found = leftOut(waited.emit());
    long[] stored = waited.exceptStreams();
    if (stored.length == 0) {
      return found;
    }
    long[] all = Arrays.copyOf(found, found.length + stored.length);
    System.arraycopy(stored, 0, all, found.length, stored.length);
    return distinct(all);
  }

  /** Each number once. */
  private static long[] distinct(long[] numbers) {
    return numbers.length < 2 ? numbers : Arrays.stream(numbers).distinct().toArray();
  }
}
