package dev.holdfast.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.queue.Growth;
import dev.holdfast.broker.storage.RocksStore;
import dev.holdfast.broker.storage.StorageSettings;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The watch on the store and its disk goes on, or says that it does not. */
@Timeout(60)
class StoreWatchTest {
  private static final long ENOUGH = 1000;

  @TempDir Path temp;
  private final Semaphore looks = new Semaphore(0);
  private final CompletableFuture<Throwable> fatal = new CompletableFuture<>();
  private volatile LongSupplier disk = () -> ENOUGH;
  private RocksStore store;
  private StoreWatch watch;

  @BeforeEach
  void start() throws Exception {
    store = RocksStore.open(temp.resolve("data"), new StorageSettings(16 << 20), () -> 1);
    watch = StoreWatch.start(store, new DiskWatch(400, this::free, new Growth()), fatal::complete);
  }

  private long free() {
    looks.release();
    return disk.getAsLong();
  }

  @AfterEach
  void stop() throws Exception {
    watch.stop();
    store.close();
  }

  /** The second look from now on begins when the first has ended. */
  private void awaitLook() throws InterruptedException {
    looks.drainPermits();
    assertThat(looks.tryAcquire(2, 30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aDiskThatCouldNotBeAskedOnceIsAskedAgain() throws Exception {
    disk =
        () -> {
          throw new IllegalStateException("a bug");
        };
    awaitLook();
    assertThat(watch.isLow()).isFalse();
    disk = () -> 0;
    awaitLook();
    assertThat(watch.isLow()).isTrue();
    assertThat(fatal).isNotDone();
  }

  @Test
  void anErrorEndsTheWatchAndIsTold() throws Exception {
    Error gone = new NoClassDefFoundError("of a jar that was replaced");
    disk =
        () -> {
          throw gone;
        };
    assertThat(fatal.get(30, TimeUnit.SECONDS)).isSameAs(gone);
  }
}
