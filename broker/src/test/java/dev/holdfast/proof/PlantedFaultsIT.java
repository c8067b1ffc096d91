package dev.holdfast.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.ConfirmsFirst;
import dev.holdfast.broker.queue.Store;
import dev.holdfast.broker.queue.Table;
import dev.holdfast.broker.storage.RocksStore;
import dev.holdfast.broker.storage.StorageSettings;
import dev.holdfast.it.rig.BrokerProcess;
import dev.holdfast.proof.check.Checker;
import dev.holdfast.proof.check.Promise;
import dev.holdfast.proof.check.Report;
import dev.holdfast.proof.load.Load;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rig finds what it is there for: brokers that are broken on purpose, and how soon it does. */
class PlantedFaultsIT {
  private static final int AT_MOST = 20;
  private static final int EVENTS_PER_SECOND = 600;
  private static final Duration SETTLE_LIMIT = Duration.ofSeconds(4);

  /**
   * The answer that came too early may be that to an emit, or the receipt of an acknowledgement;
   * and what comes next is given the position of what is gone.
   */
  private static final Promise[] OF_WHAT_WAS_SAID_TO_BE_DURABLE = {
    Promise.P1, Promise.P2, Promise.P3, Promise.P7
  };

  @TempDir Path temp;

  private final long seed = Proof.seed("the planted faults");
  private final Random random = new Random(seed);

  @Test
  void aConfirmBeforeTheCommitIsFound() throws Exception {
    for (int kills = 1; kills <= AT_MOST; kills++) {
      Path directory = temp.resolve("early-" + kills);
      Path data = directory.resolve("data");
      try (BrokerProcess broker =
              BrokerProcess.startMain(ConfirmsFirst.class, "early", data, Configuration.SMALL);
          Load load = start(broker, directory)) {
        kill(broker);
        if (isFound("confirm before commit", kills, load, OF_WHAT_WAS_SAID_TO_BE_DURABLE)) {
          return;
        }
      }
    }
    throw new AssertionError("not found in " + AT_MOST + " kills");
  }

  @Test
  void duplicatesThatAreForgottenOverARestartAreFound() throws Exception {
    for (int kills = 1; kills <= AT_MOST; kills++) {
      Path directory = temp.resolve("forgetful-" + kills);
      Path data = directory.resolve("data");
      try (BrokerProcess broker = BrokerProcess.start("forgetful", data, Configuration.SMALL);
          Load load = start(broker, directory)) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200 + random.nextInt(200)));
        broker.kill9();
        forgetDuplicates(data);
        broker.restart();
        if (isFound("dedup state lost", kills, load, Promise.P5, Promise.P4)) {
          return;
        }
      }
    }
    throw new AssertionError("not found in " + AT_MOST + " kills");
  }

  private Load start(BrokerProcess broker, Path directory) throws Exception {
    return Load.start(broker.port(), directory.resolve("clients"), random.nextLong())
        .rate(EVENTS_PER_SECOND);
  }

  private void kill(BrokerProcess broker) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200 + random.nextInt(200)));
    broker.kill9();
    broker.restart();
  }

  private static void forgetDuplicates(Path data) throws Exception {
    byte[] afterAll = {-1, -1, -1, -1, -1, -1, -1, -1, -1};
    try (Store store = RocksStore.open(data, new StorageSettings(16 << 20), () -> 1)) {
      Store.Batch batch = store.batch();
      batch.deleteRange(Table.PUBLISHED, new byte[0], afterAll);
      batch.deleteRange(Table.EVENT_IDS, new byte[0], afterAll);
      store.commit(batch, true);
    }
  }

  private boolean isFound(String fault, int runs, Load load, Promise... expected) throws Exception {
    Report report = Checker.strict().check(load.finish(SETTLE_LIMIT));
    if (report.violations().isEmpty()) {
      return false;
    }
    assertThat(report.broken()).as(report.toString()).containsAnyOf(expected);
    try (Summary summary = new Summary(Summary.PLANTED + fault, seed)) {
      summary.put("found after", runs);
      summary.checked(report);
    }
    return true;
  }
}
