package dev.holdfast.broker;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What a lane does with one commit: its events are handed to the sessions that are members of their
 * room, and leave as WebSocket frames. Committing before and acknowledging after are not measured.
 * Time per event, which is that of as many deliveries as there are sessions.
 */
@State(Scope.Thread)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class FanOutBenchmark {
  private static final int EVENTS = 100;
  private static final String EMIT =
      "[\"$emit\",{\"rooms\":[\"room\"]},\"event\",\"" + "x".repeat(256) + "\"]";

  /** Members of the room. */
  @Param({"1", "10", "500"})
  public int sessions;

  /** How they acknowledge. */
  @Param({"batch", "each"})
  public String mode;

  private final List<LaneClient> members = new ArrayList<>();
  private LaneRig rig;
  private LaneClient publisher;

  /** All members connect and join. */
  @Setup
  public void connect() throws Exception {
    rig = LaneRig.open();
    publisher = rig.connect("publisher", "batch");
    for (int i = 0; i < sessions; i++) {
      LaneClient member = rig.connect("member-" + i, mode);
      member.emit("[\"$join\",\"room\"]");
      members.add(member);
    }
    rig.settle();
  }

  /** The commit is on its way to the lane. */
  @Setup(Level.Invocation)
  public void commit() throws Exception {
    members.forEach(LaneClient::forget);
    rig.inOneCommit(
        () -> {
          for (int i = 0; i < EVENTS; i++) {
            publisher.emit(EMIT);
          }
        });
  }

  /** The lane's turn. */
  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public void fanOut() {
    rig.runLane();
  }

  /** So that no window is ever full. */
  @TearDown(Level.Invocation)
  public void acknowledge() throws Exception {
    for (LaneClient member : members) {
      member.acknowledge(mode, EVENTS);
    }
    rig.settle();
  }

  /** Leaves nothing on the disk. */
  @TearDown
  public void close() throws Exception {
    rig.close();
  }
}
