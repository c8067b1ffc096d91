package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/**
 * One life of a broker with shared queues, between a start and a crash: what its clients need to
 * come to it.
 */
final class SharedLife implements Submissions {
  final SharedChecks promises;
  final SharedSeams seams;
  final Random random;
  private final SimBroker broker;
  private final SharedQueues queues;

  /** Of each client, the newest of its connections whose CONNECT has come. */
  private final Map<ClientKey, Long> newestArrived = new HashMap<>();

  /** How often a shared queue of a client has asked for it. */
  private final Map<ClientKey, Integer> sharedAttaches = new HashMap<>();

  private long opened;

  SharedLife(
      SimBroker broker,
      QueueReader.Limits limits,
      SharedChecks promises,
      SharedSeams seams,
      Random random) {
    this.broker = broker;
    this.promises = promises;
    this.seams = seams;
    this.random = random;
    List<Lane> lanes = new ArrayList<>();
    for (int i = 0; i < broker.laneCount(); i++) {
      lanes.add(broker.lane(i));
    }
    this.queues = new SharedQueues(lanes, this, limits);
  }

  Lane anyLane() {
    return broker.lane(random.nextInt(broker.laneCount()));
  }

  SharedQueues queues() {
    return queues;
  }

  /** The next connection is opened: its place among them. */
  long nextOpened() {
    return ++opened;
  }

  /** The CONNECT of a connection of a client has come. */
  void arrived(ClientKey client, long itsOpened) {
    newestArrived.merge(client, itsOpened, Math::max);
  }

  /** True when a newer connection of the client has come than this one. */
  boolean isOutrun(ClientKey client, long itsOpened) {
    return newestArrived.getOrDefault(client, 0L) > itsOpened;
  }

  int sharedAttaches(ClientKey client) {
    return sharedAttaches.getOrDefault(client, 0);
  }

  @Override
  public void append(LogRecord record, Lane lane, Consumer<Applied> done) {
    broker.submit(new Command.Append(record, lane, done));
  }

  @Override
  public void attach(LogRecord.Connect connect, Attachment session) {
    if (session instanceof SharedQueue) {
      sharedAttaches.merge(connect.client(), 1, Integer::sum);
    }
    broker.submit(new Command.Attach(connect, session));
  }

  @Override
  public void detach(ClientKey client, Attachment session, boolean forGood) {
    broker.submit(new Command.Detach(client, session, forGood));
  }

  @Override
  public void whenProcessed(Lane lane, Runnable done) {
    broker.submit(new Command.Barrier(lane, done));
  }
}
