package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One shard's work on a group of commands: attach and detach sessions, append the records in one
 * commit, and hand what came of it to the lanes. Deterministic: no thread, clock or randomness of
 * its own. Owned by the shard writer.
 */
final class Shard {
  private final OwnerThread owner = new OwnerThread();
  private final ShardLog log;
  private final View view;
  private final List<Lane> lanes;
  private final Attachments attachments = new Attachments();
  private final SessionEnds ends;
  private final Sweeper sweeper;

  /**
   * The time of the last tick, in milliseconds since 1970: never goes back, whoever ticked, never
   * 0. All that the ticks drive is told this.
   */
  private long wallMs;

  Shard(ShardLog log, View view, List<Lane> lanes, RecoverySettings recovery, Sweeper sweeper) {
    this.sweeper = sweeper;
    this.log = log;
    this.view = view;
    this.lanes = lanes;
    this.ends = new SessionEnds(recovery);
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
    view.timeIs(nowMs);
    view.handlings().receipts().setTime(nowMs);
    List<LogRecord> records = ends.afterCrash(view.connections(), wallMs, farewells);
    if (!records.isEmpty()) {
      log.append(records);
    }
  }

  /**
   * Processes a group of commands in order, as one commit.
   *
   * @param timeMs what time it is, in milliseconds since 1970: no command was made later
   * @param congested whether senders that were paused have to wait on
   * @throws Store.StoreException when the commit failed: nothing was confirmed, and nothing may
   *     follow
   */
  void process(List<Command> commands, long timeMs, boolean congested) {
    assert owner.isHere() : this;
    view.timeIs(timeMs);
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
      told.forEach(record -> group.add(record, group.outcomes::told));
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

    /** Told after all that the group came to. */
    private final List<Command.Barrier> barriers = new ArrayList<>(0);

    /** Whose sessions are not told yet that they have their client. */
    private final List<Trespasser> trespassers = new ArrayList<>();

    private final Outcomes outcomes = new Outcomes(attachments);
    private @Nullable Commit commit;
    private Command.@Nullable Swept sweep;

    void take(Command command) {
      if (command instanceof Command.Append append) {
        add(append.log(), applied -> outcomes.appended(append, applied));
      } else if (command instanceof Command.Attach attach) {
        attach(attach);
      } else if (command instanceof Command.Detach detach) {
        detach(attachments.detach(detach), detach.forGood());
      } else if (command instanceof Command.Defend defend) {
        attachments.defended(defend);
      } else if (command instanceof Command.Tick tick) {
        tick(tick);
      } else if (command instanceof Command.Swept found) {
        found.found().forEach(record -> add(record, outcomes::swept));
        sweep = found;
      } else if (command instanceof Command.Barrier barrier) {
        barriers.add(barrier);
      }
    }

    private void tick(Command.Tick tick) {
      wallMs = Math.max(wallMs, tick.wallMs());
      long time = wallMs;
      ends.overdue(tick.nowMs(), time, this::add);
      view.handlings().receipts().overdue(time).forEach(told -> add(told, outcomes::told));
      view.handlings().schedule().due(time).forEach(enter -> add(enter, outcomes::entered));
      lanes.forEach(lane -> outcomes.tell(lane, () -> lane.tick(time)));
      sweeper.tick(tick.nowMs(), time);
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
        outcomes.tell(attach.session().lane(), attach.session()::turnedAway);
      } else {
        connect(attachments.attach(attach));
      }
    }

    private void connect(Command.@Nullable Attach attach) {
      if (attach != null) {
        ends.back(attach.connect().client());
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
          outcomes.tell(session.lane(), () -> session.attached(connected.client()));
        } else {
          trespassers.add(new Trespasser(attach, rooms));
        }
      } else {
        // It expired in this very group. The session detaches.
        outcomes.tell(session.lane(), session::turnedAway);
      }
    }

    private void detach(Attachments.Detached detached, boolean forGood) {
      Command.Attach ended = detached.ended();
      if (ended != null) {
        released.add(ended.connect().client());
        if (detached.next() == null || forGood) {
          ends.ended(ended.connect(), forGood, wallMs, this::add);
        }
      }
      connect(detached.next());
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
      released.forEach(view.connections()::release);
      barriers.forEach(barrier -> outcomes.tell(barrier.lane(), barrier.done()));
      if (sweep != null) {
        view.swept(sweep.sweptAt());
        sweeper.appended(sweep);
      }
    }

    void post(boolean congested) {
      outcomes.post(lanes, commit, congested);
    }
  }
}
