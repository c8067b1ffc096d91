package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Errors a broker could have, put between the core and its store or log on purpose. */
final class Faults {
  private Faults() {}

  /** Confirm before commit: a synced batch is durable only when the next one is written. */
  static Seams confirmBeforeCommit() {
    return Seams.ofStore(LateSync::new);
  }

  /** The cursor that is stored stands one offset too far. */
  static Seams cursorOneTooFar() {
    return Seams.ofStore(
        store ->
            new ChangedPuts(store) {
              @Override
              byte[] changed(Table table, byte[] value) {
                return table == Table.CURSORS ? oneFurther(value) : value;
              }
            });
  }

  private static byte[] oneFurther(byte[] value) {
    Cursor cursor = Cursor.decode(value);
    Cursor further = new Cursor(cursor.upTo() + 1);
    further.advance(0, cursor.also());
    return further.encode(new ByteReader(value).varint());
  }

  /** A sweep takes each cursor to stand one further than it does. */
  static Seams trimOneTooFar() {
    return Seams.ofSweep(
        store ->
            new ChangedScans(store, Table.CURSORS) {
              @Override
              byte[] changed(byte[] value) {
                return oneFurther(value);
              }
            });
  }

  /** A sweep does not see who is a member of a room. */
  static Seams membersIgnoredBySweep() {
    return Seams.ofSweep(
        store ->
            new ForwardingStore(store) {
              @Override
              public Scan scan(Table table, byte[] lower, byte[] upper) {
                return store.scan(table, lower, table == Table.MEMBERS ? lower : upper);
              }
            });
  }

  /** A client that has expired is not told when it comes back. */
  static Seams expiredNotTold() {
    return new Seams(
        store ->
            new ChangedPuts(store) {
              @Override
              byte[] changed(Table table, byte[] value) {
                boolean gap = table == Table.EVENTS && value[0] != 0;
                return gap ? null : value;
              }
            },
        WithoutGaps::new,
        swept -> swept);
  }

  /** Resends are not known: a number's row is not found, though the last number still is. */
  static Seams resendsUnknown() {
    return Seams.ofStore(
        store ->
            new ForwardingStore(store) {
              @Override
              public Scan scan(Table table, byte[] lower, byte[] upper) {
                boolean lookUp =
                    table == Table.PUBLISHED && Keys.number(upper, 1) != Long.MAX_VALUE;
                return store.scan(table, lower, lookUp ? lower : upper);
              }
            });
  }

  /** What was published is not written down at all. */
  static Seams publishedDropped() {
    return Seams.ofStore(
        store ->
            new ChangedPuts(store) {
              @Override
              byte[] changed(Table table, byte[] value) {
                return table == Table.PUBLISHED ? null : value;
              }
            });
  }

  /** The ids of events are not written down. */
  static Seams eventIdsDropped() {
    return Seams.ofStore(
        store ->
            new ChangedPuts(store) {
              @Override
              byte[] changed(Table table, byte[] value) {
                return table == Table.EVENT_IDS ? null : value;
              }
            });
  }

  /**
   * A membership begins one record too early. An offset belongs to one record, the join to its own;
   * so the first that the error lets in is the one before it, two below the right bound.
   */
  static Seams joinedOneTooEarly() {
    return memberships(
        m -> new Membership(m.stream(), m.name(), Math.max(0, m.joined() - 2), m.left()));
  }

  /** A membership ends one record too late. */
  static Seams leftOneTooLate() {
    return memberships(m -> m.open() ? m : m.leftAt(m.left() + 2));
  }

  /** A membership ends one record too early. */
  static Seams leftOneTooEarly() {
    return memberships(m -> m.open() ? m : m.leftAt(m.left() - 1));
  }

  /** Changes the memberships of rooms on their way from the view to the sessions. */
  private static Seams memberships(UnaryOperator<Membership> change) {
    return Seams.ofLog(log -> new ChangedMemberships(log, change));
  }

  private static final class LateSync extends ForwardingStore {
    private boolean owed;

    LateSync(Store store) {
      super(store);
    }

    @Override
    public void commit(Batch batch, boolean sync) {
      if (owed) {
        store.commit(store.batch(), true);
      }
      store.commit(batch, false);
      owed = sync;
    }
  }

  /** Changes the values of a table as they are read. */
  private abstract static class ChangedScans extends ForwardingStore {
    private final Table changed;

    ChangedScans(Store store, Table changed) {
      super(store);
      this.changed = changed;
    }

    abstract byte[] changed(byte[] value);

    @Override
    public Scan scan(Table table, byte[] lower, byte[] upper) {
      Scan scan = store.scan(table, lower, upper);
      return table == changed ? new ChangedScan(scan) : scan;
    }

    private final class ChangedScan implements Scan {
      private final Scan scan;

      ChangedScan(Scan scan) {
        this.scan = scan;
      }

      @Override
      public void seek(byte[] key) {
        scan.seek(key);
      }

      @Override
      public void seekFloor(byte[] key) {
        scan.seekFloor(key);
      }

      @Override
      public boolean valid() {
        return scan.valid();
      }

      @Override
      public void next() {
        scan.next();
      }

      @Override
      public byte[] key() {
        return scan.key();
      }

      @Override
      public byte[] value() {
        return changed(scan.value());
      }

      @Override
      public void close() {
        scan.close();
      }
    }
  }

  /** Changes values, or with null leaves them out, as they are put. */
  private abstract static class ChangedPuts extends ForwardingStore {
    ChangedPuts(Store store) {
      super(store);
    }

    abstract byte[] changed(Table table, byte[] value);

    @Override
    public Batch batch() {
      return new ChangedBatch(store.batch());
    }

    @Override
    public void commit(Batch batch, boolean sync) {
      store.commit(((ChangedBatch) batch).batch, sync);
    }

    private final class ChangedBatch implements Batch {
      private final Batch batch;

      ChangedBatch(Batch batch) {
        this.batch = batch;
      }

      @Override
      public void put(Table table, byte[] key, byte[] value) {
        byte[] changed = changed(table, value);
        if (changed != null) {
          batch.put(table, key, changed);
        }
      }

      @Override
      public void delete(Table table, byte[] key) {
        batch.delete(table, key);
      }

      @Override
      public void deleteRange(Table table, byte[] lower, byte[] upper) {
        batch.deleteRange(table, lower, upper);
      }

      @Override
      public long sizeBytes() {
        return batch.sizeBytes();
      }
    }
  }

  private record WithoutGaps(ShardLog log) implements ShardLog {
    @Override
    public Appended append(List<LogRecord> records) {
      Appended appended = log.append(records);
      List<Event> events = appended.events().stream().filter(e -> e.gap() == null).toList();
      return new Appended(appended.first(), appended.last(), appended.applied(), events);
    }

    @Override
    public long end() {
      return log.end();
    }

    @Override
    public long lowWaterMark() {
      return log.lowWaterMark();
    }
  }

  private record ChangedMemberships(ShardLog log, UnaryOperator<Membership> change)
      implements ShardLog {
    @Override
    public Appended append(List<LogRecord> records) {
      Appended appended = log.append(records);
      List<Applied> applied = new ArrayList<>(appended.applied());
      applied.replaceAll(this::changed);
      return new Appended(appended.first(), appended.last(), applied, appended.events());
    }

    private Applied changed(Applied applied) {
      if (applied instanceof Applied.Joined joined) {
        return new Applied.Joined(joined.offset(), ofRoom(joined.membership()));
      } else if (applied instanceof Applied.Left left) {
        Membership ended = new Membership(0, left.room(), 0, left.offset());
        return new Applied.Left(ofRoom(ended).left(), left.room());
      } else if (applied instanceof Applied.Connected connected) {
        return new Applied.Connected(changed(connected.client()));
      }
      return applied;
    }

    private ClientSnapshot changed(ClientSnapshot client) {
      return new ClientSnapshot(
          client.key(),
          client.session(),
          client.created(),
          client.recovered(),
          client.upTo(),
          client.also(),
          client.memberships().stream().map(this::ofRoom).toList(),
          client.lastSeq());
    }

    private Membership ofRoom(Membership membership) {
      return membership.name().kind() == StreamName.Kind.ROOM
          ? change.apply(membership)
          : membership;
    }

    @Override
    public long end() {
      return log.end();
    }

    @Override
    public long lowWaterMark() {
      return log.lowWaterMark();
    }
  }
}
