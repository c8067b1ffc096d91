package dev.holdfast.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.protocol.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * How many absent members there are: a client of the run's own is a member of a room that says so.
 * It is broker state like the members themselves, and goes where they go. Owner: its event loop.
 */
final class Roster implements Role {
  private static final long ROOMS = 0;
  private static final long JOIN = 1;

  private final Run run;
  private @Nullable Client client;
  private volatile int found = -1;
  private volatile boolean noted;

  Roster(Run run) {
    this.run = run;
  }

  /** Any thread: how many have been made by earlier runs; -1 while that is not known. */
  int found() {
    return found;
  }

  /** Any thread: whether {@link #note} is done. */
  boolean noted() {
    return noted;
  }

  /** Notes that this many are there now, and closes. */
  void note(int count) {
    if (client != null) {
      client.request(JOIN, "[\"$join\",\"" + run.names().made(count) + "\"]");
      client.flush();
    }
  }

  @Override
  public void onOpen(Client opened) {
    client = opened;
    opened.enter(run.names().roster(), Acking.BATCH);
  }

  @Override
  public void onEntered(Client entered) {
    entered.request(ROOMS, "[\"$rooms\"]");
  }

  @Override
  public void onAnswer(Client answered, long id, Bytes json) {
    String refusal = Refusal.in(json);
    if (refusal != null) {
      run.troubles().fatal(run.names().roster() + ": " + refusal);
    } else if (id == ROOMS) {
      found = most(Refusal.tree(json).path(0).path("rooms"));
    } else {
      noted = true;
      answered.close();
    }
  }

  private int most(JsonNode rooms) {
    int most = 0;
    for (JsonNode room : rooms) {
      most = Math.max(most, run.names().madeBy(room.asText()));
    }
    return most;
  }

  @Override
  public void onLost(String reason) {
    client = null;
    run.troubles().fatal(run.names().roster() + ": " + reason);
  }
}
