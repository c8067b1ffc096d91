package dev.holdfast.broker.bench;

import dev.holdfast.broker.queue.Applied;
import dev.holdfast.broker.queue.Audience;
import dev.holdfast.broker.queue.ClientKey;
import dev.holdfast.broker.queue.Content;
import dev.holdfast.broker.queue.EmitMarks;
import dev.holdfast.broker.queue.Event;
import dev.holdfast.broker.queue.History;
import dev.holdfast.broker.queue.Lane;
import dev.holdfast.broker.queue.LogRecord;
import dev.holdfast.broker.queue.Membership;
import dev.holdfast.broker.queue.Past;
import dev.holdfast.broker.queue.Place;
import dev.holdfast.broker.queue.QueueCore;
import dev.holdfast.broker.queue.StreamName;
import dev.holdfast.broker.storage.RocksStore;
import dev.holdfast.broker.storage.StorageSettings;
import dev.holdfast.protocol.Bytes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * A backlog that grows: appends events of 256 bytes for members that are away, through the core
 * without sockets, and prints for each part of it what it costs; then opens the store again and
 * reads. A command, not a test: {@code docs/performance.md} says how to run it.
 */
public final class Backlog {
  private static final StorageSettings STORAGE = new StorageSettings(256L << 20);
  private static final int PAD_BYTES = 200;

  private final Options options;
  private final Path directory;
  private final Random random = new Random(1);
  private final ExecutorService loop = Executors.newSingleThreadExecutor();
  private final List<Membership> rooms = new ArrayList<>();
  private long sent;

  /**
   * What to do.
   *
   * @param events how many in all
   * @param rooms over which they are spread at random
   * @param together so many are sent at once; the next when all are confirmed
   * @param noise true for events that do not compress
   */
  private record Options(long events, int rooms, int together, boolean noise) {}

  private Backlog(Options options, Path directory) {
    this.options = options;
    this.directory = directory;
  }

  /** Arguments: directory (new), events, rooms, events sent at once, {@code noise} or nothing. */
  public static void main(String[] args) throws Exception {
    Options options =
        new Options(
            Long.parseLong(args[1]),
            Integer.parseInt(args[2]),
            Integer.parseInt(args[3]),
            args.length > 4 && args[4].equals("noise"));
    Backlog backlog = new Backlog(options, Path.of(args[0]));
    System.out.println(options);
    backlog.append();
    backlog.readAll();
    backlog.loop.shutdown();
  }

  private void append() throws Exception {
    try (RocksStore store = RocksStore.open(directory, STORAGE, () -> 1)) {
      QueueCore core = core(store);
      for (int i = 0; i < options.rooms(); i++) {
        join(core, StreamName.room("/", "room-" + i));
      }
      Figures figures = new Figures(directory);
      long part = Math.max(1, options.events() / 10);
      for (long done = 0; done < options.events(); done += part) {
        emit(core, part, figures);
        figures.print(part);
      }
      core.close();
    }
  }

  private QueueCore core(RocksStore store) {
    return new QueueCore(
        store,
        BenchCore.SETTINGS,
        List.of(loop),
        failure -> {
          failure.printStackTrace();
          Runtime.getRuntime().halt(1);
        });
  }

  private void join(QueueCore core, StreamName room) throws Exception {
    ClientKey client = new ClientKey("/", "absent");
    if (rooms.isEmpty()) {
      applied(core, new LogRecord.Declare(client));
    }
    rooms.add(
        ((Applied.Joined) applied(core, new LogRecord.Join(client, room.name()))).membership());
  }

  private static Applied applied(QueueCore core, LogRecord record) throws Exception {
    CompletableFuture<Applied> applied = new CompletableFuture<>();
    core.writer().append(record, core.lanes().get(0), applied::complete);
    return applied.get();
  }

  private void emit(QueueCore core, long count, Figures figures) throws InterruptedException {
    Semaphore confirmed = new Semaphore(0);
    Lane lane = core.lanes().get(0);
    Consumer<Applied> confirm = applied -> confirmed.release();
    for (long left = count; left > 0; left -= options.together()) {
      int now = (int) Math.min(left, options.together());
      long begun = System.nanoTime();
      for (int i = 0; i < now; i++) {
        core.writer().append(event(), lane, confirm);
      }
      confirmed.acquire(now);
      figures.took(System.nanoTime() - begun);
    }
  }

  private LogRecord event() {
    StreamName room = rooms.get(random.nextInt(rooms.size())).name();
    long id = sent++;
    String head = "\"e\",{\"id\":" + id + ",\"type\":\"order.updated\",\"p\":\"";
    Content content = Content.of(Bytes.utf8(head + (options.noise() ? noise() : PAD) + "\"}"));
    return new LogRecord.Emit(
        new ClientKey("/", "publisher"),
        1_700_000_000_000L + id / 100,
        Audience.of(room),
        EmitMarks.NONE,
        content);
  }

  private static final String PAD =
      "abcdefghijklmnopqrstuvwxyz0123456789".repeat(10).substring(0, PAD_BYTES);

  private String noise() {
    char[] noise = new char[PAD_BYTES];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (char) ('0' + random.nextInt(64));
    }
    return new String(noise).replace('\\', '~');
  }

  private void readAll() throws Exception {
    long begun = System.nanoTime();
    try (RocksStore store = RocksStore.open(directory, STORAGE, () -> 1)) {
      QueueCore core = core(store);
      System.out.printf("opened again in %d ms%n", (System.nanoTime() - begun) / 1_000_000);
      Figures figures = new Figures(directory);
      long read = 0;
      for (Membership room : rooms.subList(0, Math.min(rooms.size(), 1000))) {
        read += read(core, room);
      }
      System.out.print("read back, one room after the other: ");
      figures.print(read);
      core.close();
    }
  }

  private long read(QueueCore core, Membership room) throws Exception {
    CompletableFuture<Long> read = new CompletableFuture<>();
    Lane lane = core.lanes().get(0);
    History.Range range =
        new History.Range(
            new ClientKey("/", "absent"), room, Past.from(Place.EARLIEST), Long.MAX_VALUE - 1);
    Counter counter = new Counter(read);
    loop.execute(() -> new History(lane, range, core.readerLimits(), counter).pump());
    return read.get();
  }

  /** Counts what it is shown; used on the lane. */
  private static final class Counter implements History.Sink {
    private final CompletableFuture<Long> finished;
    private long count;

    Counter(CompletableFuture<Long> finished) {
      this.finished = finished;
    }

    @Override
    public boolean ready() {
      return true;
    }

    @Override
    public void show(Event event) {
      count++;
    }

    @Override
    public void finished() {
      finished.complete(count);
    }
  }
}
