package dev.holdfast.broker;

import dev.holdfast.broker.config.ConfigLoader;
import dev.holdfast.broker.config.ConfigLoader.CommandLineValue;
import dev.holdfast.broker.config.Keys;
import dev.holdfast.broker.queue.Store;
import dev.holdfast.broker.queue.Table;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A broker with a planted fault: it says that a commit is durable some milliseconds before it is
 * written. Reads wait for what is under way, so that nothing else is wrong with it.
 */
public final class ConfirmsFirst implements Store {
  private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final Store store;
  private final ExecutorService later = Executors.newSingleThreadExecutor();
  private volatile CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

  private ConfirmsFirst(Store store) {
    this.store = store;
  }

  /** {@code --data DIR --port PORT --config FILE}, as the real one is started by the rig. */
  public static void main(String[] arguments) throws Exception {
    List<CommandLineValue<?>> given =
        List.of(
            new CommandLineValue<>(Keys.DATA_DIR, "--data", arguments[1]),
            new CommandLineValue<>(Keys.PORT, "--port", arguments[3]));
    Broker broker =
        Broker.start(ConfigLoader.load(Path.of(arguments[5]), given), ConfirmsFirst::new);
    System.out.println("listening on " + broker.url());
    broker.failure().toCompletableFuture().join();
  }

  @Override
  public void reclaim(Table table, byte[] lower, byte[] upper) {
    store.reclaim(table, lower, upper);
  }

  @Override
  public void commit(Batch batch, boolean sync) {
    last =
        CompletableFuture.runAsync(
            () -> {
              LockSupport.parkNanos(LATE_NANOS);
              store.commit(batch, sync);
            },
            later);
  }

  @Override
  public int epoch() {
    return store.epoch();
  }

  @Override
  public byte @Nullable [] get(Table table, byte[] key) {
    last.join();
    return store.get(table, key);
  }

  @Override
  public Scan scan(Table table, byte[] lower, byte[] upper) {
    last.join();
    return store.scan(table, lower, upper);
  }

  @Override
  public Batch batch() {
    return store.batch();
  }

  @Override
  public void close() {
    last.join();
    later.shutdown();
    store.close();
  }
}
