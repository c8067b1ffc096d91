package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One shard's work on a group of commands: attach and detach sessions, append the records in one
 * commit, and hand what came of it to the lanes. Deterministic: no thread, clock or randomness of
 * its own. Owned by the shard writer.
 */
final class Shard {
  private static final Logger LOG = LoggerFactory.getLogger(Shard.class);

  private final OwnerThread owner = new OwnerThread();
  private final ShardLog log;
  private final View view;
  private final List<Lane> lanes;
  private final Attachments attachments = new Attachments();
  private final Expiries expiries;
  private final Sweeper sweeper;

  /** The time on the wall at the last tick: never goes back, never 0. */
  private long wallMs;

  Shard(ShardLog log, View view, List<Lane> lanes, RecoverySettings recovery, Sweeper sweeper) {
    this.sweeper = sweeper;
    this.log = log;
    this.view = view;
    this.lanes = lanes;
    this.expiries = new Expiries(recovery);
  }

  /**
   * Ends the sessions that a crash left live; those that can be recovered wait for their clients
   * from now on. To be called before anything else.
   *
   * @param nowMs milliseconds since 1970
   * @param farewells makes records of these sessions, which are appended in the same commit, before
   *     their end: so no crash comes between the two
   */
  void recover(long nowMs, Function<List<EndedSession>, List<LogRecord>> farewells) {
    wallMs = nowMs;
    List<EndedSession> left = new ArrayList<>();
    List<LogRecord> ends = new ArrayList<>();
    for (ClientKey client : view.connections().anonymousClients()) {
      left.add(new EndedSession(client, client.anonymousSid()));
      ends.add(new LogRecord.Forget(client));
    }
    for (SessionTable.Row session : view.connections().sessions()) {
      if (session.live()) {
        left.add(new EndedSession(session.client(), session.sid()));
        ends.add(
            session.recoverable()
                ? new LogRecord.Disconnect(session.client(), wallMs)
                : over(session.client()));
      }
      if (session.recoverable()) {
        gone(session.client(), ends::add);
      }
    }
    List<LogRecord> records = new ArrayList<>(farewells.apply(List.copyOf(left)));
    records.addAll(ends);
    if (!records.isEmpty()) {
      log.append(records);
    }
  }

  /** A client is away and may recover its session; too many of them, and the first is given up. */
  private void gone(ClientKey client, Consumer<LogRecord> records) {
    ClientKey givenUp = expiries.gone(client);
    if (givenUp != null) {
      records.accept(over(givenUp));
    }
  }

  /** What becomes of a client whose session is over for good. */
  private LogRecord over(ClientKey client) {
    return client.isAnonymous()
        ? new LogRecord.Forget(client)
        : new LogRecord.EndSession(client, wallMs);
  }

  /**
   * Processes a group of commands in order, as one commit.
   *
   * @param congested whether senders that were paused have to wait on
   * @throws Store.StoreException when the commit failed: nothing was confirmed, and nothing may
   *     follow
   */
  void process(List<Command> commands, boolean congested) {
    assert owner.isHere() : this;
    Group group = new Group();
    commands.forEach(group::take);
    group.append();
    group.post(congested);
    banish(group.trespassers, congested);
    tellPublishers(congested);
  }

  /**
   * Clients that came back as members of rooms they may not be in are banished before they get
   * anything: their sessions are attached again, to what is left. Each turn removes memberships and
   * none adds any, so there is a last one.
   */
  private void banish(List<Trespasser> found, boolean congested) {
    List<Trespasser> trespassers = found;
    while (!trespassers.isEmpty()) {
      Group group = new Group();
      trespassers.forEach(group::banish);
      group.append();
      group.post(congested);
      trespassers = group.trespassers;
    }
  }

  /** What the last commit decided is told in one of its own, at once: it waits for nobody else. */
  private void tellPublishers(boolean congested) {
    List<LogRecord> told = view.handlings().receipts().due();
    if (!told.isEmpty()) {
      Group group = new Group();
      told.forEach(record -> group.add(record, group::told));
      group.append();
      group.post(congested);
    }
  }

  /** The commands that share a commit. */
  private final class Group {
    private final List<LogRecord> records = new ArrayList<>();

    /** For each record, what to do with its result; runs on the shard writer, after the commit. */
    private final List<Consumer<Applied>> results = new ArrayList<>();

    private final List<ClientKey> released = new ArrayList<>();

    /** Whose sessions are not told yet that they have their client. */
    private final List<Trespasser> trespassers = new ArrayList<>();

    /** Targets of events that waited for their time, and outlived the targets. */
    private int gone;

    private final Map<Lane, List<Runnable>> outcomes = new HashMap<>();
    private @Nullable Commit commit;
    private Command.@Nullable Swept sweep;

    void take(Command command) {
      if (command instanceof Command.Append append) {
        add(append.log(), applied -> appended(append, applied));
      } else if (command instanceof Command.Attach attach) {
        attach(attach);
      } else if (command instanceof Command.Detach detach) {
        detach(attachments.detach(detach), detach.forGood());
      } else if (command instanceof Command.Defend defend) {
        attachments.defended(defend);
      } else if (command instanceof Command.Tick tick) {
        tick(tick);
      } else if (command instanceof Command.Swept found) {
        found.found().forEach(record -> add(record, this::swept));
        sweep = found;
      } else if (command instanceof Command.Barrier barrier) {
        tell(barrier.lane(), barrier.done());
      }
    }

    private void tick(Command.Tick tick) {
      expiries.tick(tick.nowMs()).forEach(client -> add(over(client)));
      view.handlings().receipts().overdue(tick.wallMs()).forEach(told -> add(told, this::told));
      view.handlings().schedule().due(tick.wallMs()).forEach(enter -> add(enter, this::entered));
      lanes.forEach(lane -> tell(lane, () -> lane.tick(tick.wallMs())));
      wallMs = Math.max(wallMs, tick.wallMs());
      sweeper.tick(tick);
    }

    private void entered(Applied applied) {
      if (applied instanceof Applied.Entered entered) {
        gone += entered.gone().size();
        entered.dropped().forEach(this::dropped);
      }
    }

    private void told(Applied applied) {
      if (applied instanceof Applied.Told told) {
        told.dropped().forEach(this::dropped);
      }
    }

    private void add(LogRecord record, Consumer<Applied> result) {
      records.add(record);
      results.add(result);
    }

    private void add(LogRecord record) {
      add(record, applied -> {});
    }

    /** Who does not know the pid must not disturb the session that has it. */
    private void attach(Command.Attach attach) {
      LogRecord.Connect connect = attach.connect();
      if (connect.mustRecover() && !view.connections().canRecover(connect)) {
        tell(attach.session().lane(), attach.session()::turnedAway);
      } else {
        connect(attachments.attach(attach));
      }
    }

    private void connect(Command.@Nullable Attach attach) {
      if (attach != null) {
        expiries.back(attach.connect().client());
        add(attach.connect(), applied -> connected(attach, applied));
      }
    }

    /** Unless the session has ended meanwhile, in the group that had attached it. */
    private void banish(Trespasser trespasser) {
      Command.Attach attach = trespasser.attach();
      ClientKey client = attach.connect().client();
      if (attachments.of(client) != attach.session()) {
        return;
      }
      trespasser.rooms().forEach(room -> add(new LogRecord.Banish(client, room, wallMs)));
      add(attach.connect(), applied -> connected(attach, applied));
      released.add(client);
    }

    private void connected(Command.Attach attach, Applied applied) {
      Attachment session = attach.session();
      if (applied instanceof Applied.Connected connected) {
        Set<String> rooms = Trespasser.rooms(connected.client(), session);
        if (rooms.isEmpty()) {
          tell(session.lane(), () -> session.attached(connected.client()));
        } else {
          trespassers.add(new Trespasser(attach, rooms));
        }
      } else {
        // It expired in this very group. The session detaches.
        tell(session.lane(), session::turnedAway);
      }
    }

    private void detach(Attachments.Detached detached, boolean forGood) {
      Command.Attach ended = detached.ended();
      if (ended != null) {
        released.add(ended.connect().client());
        if (detached.next() == null || forGood) {
          end(ended.connect(), forGood);
        }
      }
      connect(detached.next());
    }

    private void end(LogRecord.Connect ended, boolean forGood) {
      if (ended.session().isRecoverable() && !forGood) {
        add(new LogRecord.Disconnect(ended.client(), wallMs));
        gone(ended.client(), this::add);
      } else {
        add(over(ended.client()));
      }
    }

    /** The client's session hears of a membership before whoever asked for it. */
    private void appended(Command.Append append, Applied applied) {
      Attachment session = attachments.of(append.log().client());
      if (session != null && applied instanceof Applied.Joined joined) {
        tell(session.lane(), () -> session.joined(joined.membership()));
      } else if (session != null && applied instanceof Applied.Left left) {
        tell(session.lane(), () -> session.left(left.room(), left.offset()));
      } else if (session != null && applied instanceof Applied.Banished banished) {
        tell(session.lane(), () -> session.banished(banished.room(), banished.offset()));
      }
      if (applied instanceof Applied.Dropped dropped) {
        dropped(dropped);
      } else if (applied instanceof Applied.Banished banished && banished.dropped() != null) {
        dropped(banished.dropped());
      } else if (applied instanceof Applied.Stored stored && !stored.dropped().isEmpty()) {
        stored.dropped().forEach(this::dropped);
      }
      tell(append.lane(), () -> append.done().accept(applied));
    }

    private void swept(Applied applied) {
      if (applied instanceof Applied.Dropped dropped) {
        dropped(dropped);
      }
    }

    private void dropped(Applied.Dropped dropped) {
      Attachment session = attachments.of(dropped.client());
      if (session != null) {
        tell(session.lane(), () -> session.dropped(dropped.gap()));
      }
    }

    private void tell(Lane lane, Runnable outcome) {
      outcomes.computeIfAbsent(lane, l -> new ArrayList<>()).add(outcome);
    }

    void append() {
      if (!records.isEmpty()) {
        ShardLog.Appended appended = log.append(records);
        commit = new Commit(appended.first(), appended.last(), appended.events());
        view.counters().committed(commit);
        for (int i = 0; i < results.size(); i++) {
          results.get(i).accept(appended.applied().get(i));
        }
      }
      if (gone > 0) {
        LOG.info("{} targets of scheduled events are not known any more", gone);
      }
      released.forEach(view.connections()::release);
      if (sweep != null) {
        sweeper.appended(sweep);
      }
    }

    void post(boolean congested) {
      // Also when there is nothing to say: a paused sender may be waiting for just that.
      for (Lane lane : lanes) {
        lane.post(commit, outcomes.getOrDefault(lane, List.of()), congested);
      }
    }
  }
}
