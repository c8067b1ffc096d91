package dev.holdfast.cli.bench;

import dev.holdfast.protocol.Bytes;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The absent members come back and empty their queues, up to {@value #LANES} at a time: beyond that
 * one WebSocket serves one after the other. Safe for all threads.
 */
final class Replay {
  private static final int LANES = 1_000;

  private final Run run;
  private final Wire wire;
  private final List<Room> rooms;
  private final int members;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger done = new AtomicInteger();
  private final LongAdder delivered = new LongAdder();

  /** Guarded by this. */
  private Reception.Figures finished = Reception.Figures.NONE;

  Replay(Run run, Wire wire, List<Room> rooms) {
    this.run = run;
    this.wire = wire;
    this.rooms = rooms;
    this.members = run.settings().crowd().absent();
  }

  void begin() {
    for (int lane = 0; lane < Math.min(LANES, members); lane++) {
      Loop loop = wire.subscriberLoop(lane);
      wire.connect(loop, run, new Lane(loop));
    }
  }

  boolean complete() {
    return done.get() >= members;
  }

  /** How many members have their events. */
  int done() {
    return done.get();
  }

  /** How many events have come so far, those that earlier runs had left included. */
  long delivered() {
    return delivered.sum();
  }

  /** Of those that have all their events; the last of them came at {@code lastAt}. */
  synchronized Reception.Figures figures() {
    return finished;
  }

  private synchronized void finish(Reception.Figures member) {
    finished = finished.plus(member);
    done.incrementAndGet();
  }

  /** How many deliveries are still to come. */
  long missing() {
    long expected = 0;
    for (int room = 0; room < rooms.size(); room++) {
      int inRoom = members / rooms.size() + (room < members % rooms.size() ? 1 : 0);
      expected += inRoom * rooms.get(room).confirmed();
    }
    return Math.max(0, expected - figures().distinct());
  }

  /** One WebSocket. Owner: its event loop. */
  private final class Lane implements Role {
    private final Loop loop;
    private int member;
    private @Nullable Reception reception;
    private long counted;
    private boolean whole;

    Lane(Loop loop) {
      this.loop = loop;
    }

    @Override
    public void onOpen(Client client) {
      another(client);
    }

    private void another(Client client) {
      member = next.getAndUpdate(n -> Math.min(n + 1, members));
      whole = false;
      counted = 0;
      if (member < members) {
        reception = new Reception(run, member % rooms.size(), loop.delivery(), null);
        client.enter(run.names().absent(member), run.settings().crowd().ack());
      } else {
        reception = null;
        client.close();
      }
    }

    @Override
    public void onEntered(Client client) {
      onTurnEnd(client); // it may have nothing to wait for
    }

    @Override
    public void onEvent(Client client, byte[] frame, int length) {
      if (reception != null) {
        reception.take(client, frame, length);
      }
    }

    @Override
    public void onTurnEnd(Client client) {
      Reception current = reception;
      if (current == null || whole) {
        return;
      }
      current.turnEnd(client);
      Reception.Figures figures = current.figures();
      delivered.add(figures.all() - counted);
      counted = figures.all();
      if (client.isEntered()
          && figures.distinct() >= rooms.get(member % rooms.size()).confirmed()) {
        whole = true;
        finish(figures);
        leaveWhenAcknowledged(client);
      }
    }

    /** In mode auto only the next ping's answer says so. */
    private void leaveWhenAcknowledged(Client client) {
      boolean waits = run.settings().crowd().ack() == Acking.AUTO && counted > 0;
      if (!waits) {
        leave(client);
      }
    }

    private void leave(Client client) {
      client.leave();
      another(client);
    }

    @Override
    public void onPing(Client client) {
      if (whole) {
        leave(client);
      }
    }

    @Override
    public void onAnswer(Client client, long id, Bytes json) {}

    @Override
    public void onLost(String reason) {
      run.troubles().fatal(run.names().absent(member) + ": " + reason);
    }
  }
}
