package dev.holdfast.it.backends;

import dev.holdfast.it.rig.BackendHost;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** The instances of the back-end, of which some are always being started. One thread uses it. */
final class Instances implements AutoCloseable {
  private final URI url;
  private final Ledger ledger;
  private final Random random;
  private final List<BackendHost> running = new ArrayList<>();
  private int killed;

  Instances(URI url, Ledger ledger, Random random) {
    this.url = url;
    this.ledger = ledger;
    this.random = random;
  }

  void start(int count) {
    for (int i = 0; i < count; i++) {
      running.add(BackendHost.start(url, "work", BackendHost.Guard.ACCEPTS, ledger::handled));
    }
  }

  /** Returns when all that are running have been connected. */
  void awaitConnected() throws Exception {
    for (BackendHost instance : running) {
      instance.connected().get(60, TimeUnit.SECONDS);
    }
  }

  /** Kills one that has been at work, if there is one now, and starts another. */
  void replaceOne() {
    List<BackendHost> working =
        running.stream().filter(instance -> instance.connected().isDone()).toList();
    if (!working.isEmpty()) {
      BackendHost victim = working.get(random.nextInt(working.size()));
      running.remove(victim);
      victim.kill();
      killed++;
      start(1);
    }
  }

  int killed() {
    return killed;
  }

  @Override
  public void close() {
    running.forEach(BackendHost::close);
  }
}
