package dev.holdfast.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** The simulated disk behaves as a store, and loses what a power cut may lose and no more. */
class MemoryStoreTest extends StoreContract {
  private static final byte[] KEY = {1};

  private final MemoryStore disk = new MemoryStore();

  @Override
  protected Store openEmpty() {
    return new MemoryStore();
  }

  @Test
  void aPowerCutLosesUnsyncedBatchesFromTheEnd() {
    commit(1, true);
    commit(2, false);
    commit(3, false);
    assertThat(disk.unsyncedBatches()).isEqualTo(2);
    assertThat(disk.afterPowerLoss(0).get(Table.META, KEY)).containsExactly(1);
    assertThat(disk.afterPowerLoss(1).get(Table.META, KEY)).containsExactly(2);
    assertThat(disk.afterProcessCrash().get(Table.META, KEY)).containsExactly(3);
  }

  @Test
  void aSyncedBatchMakesTheEarlierOnesDurable() {
    commit(1, false);
    commit(2, true);
    assertThat(disk.afterPowerLoss(0).get(Table.META, KEY)).containsExactly(2);
  }

  @Test
  void aCommitFailsBeforeOrAfterItWasWrittenAndNothingFollowsIt() {
    disk.failNextCommit(MemoryStore.Failure.BEFORE_PERSISTING);
    assertThatThrownBy(() -> commit(1, true)).isInstanceOf(Store.StoreException.class);
    assertThat(disk.get(Table.META, KEY)).isNull();
    assertThatThrownBy(() -> commit(1, true)).isInstanceOf(Store.StoreException.class);

    MemoryStore other = disk.afterProcessCrash();
    other.failNextCommit(MemoryStore.Failure.AFTER_PERSISTING);
    Store.Batch batch = other.batch();
    batch.put(Table.META, KEY, KEY);
    assertThatThrownBy(() -> other.commit(batch, true)).isInstanceOf(Store.StoreException.class);
    assertThat(other.afterProcessCrash().get(Table.META, KEY)).isEqualTo(KEY);
    assertThat(other.afterPowerLoss(0).get(Table.META, KEY)).isNull();
  }

  private void commit(int value, boolean sync) {
    Store.Batch batch = disk.batch();
    batch.put(Table.META, KEY, new byte[] {(byte) value});
    disk.commit(batch, sync);
  }
}
