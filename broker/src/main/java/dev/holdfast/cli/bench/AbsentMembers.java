package dev.holdfast.cli.bench;

import dev.holdfast.protocol.Bytes;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes durable members that are away: each connects as a client of its own, joins its room and
 * leaves again. Many sessions one after the other share a WebSocket, so that a million of them use
 * up no ports. Safe for all threads.
 */
final class AbsentMembers {
  /** WebSockets on which members are made. */
  private static final int LANES = 200;

  private final Run run;
  private final Wire wire;
  private final int end;
  private final AtomicInteger next;
  private final AtomicInteger made = new AtomicInteger();
  private final int first;

  /** For the members from {@code first} to {@code end}, exclusive. */
  AbsentMembers(Run run, Wire wire, int first, int end) {
    this.run = run;
    this.wire = wire;
    this.first = first;
    this.end = end;
    this.next = new AtomicInteger(first);
  }

  void begin() {
    for (int lane = 0; lane < Math.min(LANES, count()); lane++) {
      wire.connect(wire.subscriberLoop(lane), run, new Lane());
    }
  }

  int count() {
    return end - first;
  }

  int made() {
    return made.get();
  }

  /** One WebSocket. Owner: its event loop. */
  private final class Lane implements Role {
    private static final long JOIN = 0;

    private int member;

    @Override
    public void onOpen(Client client) {
      another(client);
    }

    private void another(Client client) {
      member = next.getAndUpdate(n -> Math.min(n + 1, end));
      if (member < end) {
        client.enter(run.names().absent(member), Acking.BATCH);
      } else {
        client.close();
      }
    }

    @Override
    public void onEntered(Client client) {
      int rooms = run.settings().crowd().rooms();
      client.request(JOIN, "[\"$join\",\"" + run.names().room(member % rooms) + "\"]");
    }

    @Override
    public void onAnswer(Client client, long id, Bytes json) {
      String refusal = Refusal.in(json);
      if (refusal != null) {
        run.troubles().fatal(run.names().absent(member) + ": " + refusal);
      }
      made.incrementAndGet();
      client.leave();
      another(client);
    }

    @Override
    public void onLost(String reason) {
      run.troubles().fatal("making absent members: " + reason);
    }
  }
}
