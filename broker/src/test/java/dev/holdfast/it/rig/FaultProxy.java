package dev.holdfast.it.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A TCP proxy between clients and the broker that breaks connections on demand. It buffers at most
 * {@link ProxyLink#BUFFER_BYTES} each way per connection. All methods may be called by any thread
 * and return when the fault is in effect; everything else happens on the proxy's own thread.
 */
public final class FaultProxy implements AutoCloseable {
  private static final long COMMAND_LIMIT_SECONDS = 10;

  /** Connections that wait to be accepted: some thousand clients may come at once. */
  private static final int MOST_WAITING = 4096;

  private final InetSocketAddress target;
  private final Selector selector;
  private final ServerSocketChannel listener;
  private final Thread thread;
  private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
  private volatile boolean closing;

  /** Proxy thread only, as are the two below. */
  private final Set<ProxyLink> links = new LinkedHashSet<>();

  /** Closed towards the client only, until the proxy ends. */
  private final List<ProxyLink> halfOpen = new ArrayList<>();

  /** The links whose bytes leave by themselves when their time has come. */
  private final Set<ProxyLink> timed = new HashSet<>();

  /** How bytes pass through new links. Proxy thread only. */
  private Passage upwards = Passage.FREE;

  private Passage downwards = Passage.FREE;
  private int accepted;

  /** In an answer that is to be lost; empty when none is. Proxy thread only. */
  private String doomedText = "";

  private FaultProxy(int targetPort) throws IOException {
    target = new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort);
    selector = Selector.open();
    listener = ServerSocketChannel.open();
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), MOST_WAITING);
    listener.configureBlocking(false).register(selector, SelectionKey.OP_ACCEPT);
    thread = new Thread(this::run, "fault proxy to " + targetPort);
    thread.setDaemon(true);
  }

  /** Starts a proxy on a free port of 127.0.0.1 to a port there that need not be open yet. */
  public static FaultProxy to(int targetPort) {
    try {
      FaultProxy proxy = new FaultProxy(targetPort);
      proxy.thread.start();
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where clients connect to instead of to the broker. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + listener.socket().getLocalPort());
  }

  /** Resets every connection on both sides; new ones are let through. Returns how many it cut. */
  public int cutAll() {
    return cut(new Random(0), Integer.MAX_VALUE);
  }

  /** Resets up to {@code count} connections, drawn at random. Returns how many it cut. */
  public int cut(Random random, int count) {
    return call(
        () -> {
          List<ProxyLink> drawn = new ArrayList<>(links);
          Collections.shuffle(drawn, random);
          List<ProxyLink> cut = drawn.subList(0, Math.min(count, drawn.size()));
          cut.forEach(ProxyLink::reset);
          return cut.size();
        });
  }

  /**
   * Breaks every connection towards the client alone: the broker's side stays open, and silent.
   * Returns how many there were.
   */
  public int halfOpenAll() {
    return call(
        () -> {
          links.forEach(ProxyLink::abandon);
          halfOpen.addAll(links);
          return links.size();
        });
  }

  /** Lets nothing through any more, in either direction, without closing anything: half-open. */
  public void stall() {
    pass(Passage.STOPPED, Passage.STOPPED);
  }

  /** Ends a stall: what had been held back goes through. */
  public void flow() {
    pass(Passage.FREE, Passage.FREE);
  }

  /** Holds every byte that is read from now on back for this long; zero ends it. */
  public void delay(Duration delay) {
    pass(Passage.delayed(delay), Passage.delayed(delay));
  }

  /** From now on bytes pass like this, on all connections there are and will be. */
  public void pass(Passage toBroker, Passage toClient) {
    call(
        () -> {
          upwards = toBroker;
          downwards = toClient;
          links.forEach(link -> link.pass(toBroker, toClient));
          return links.size();
        });
  }

  /** The same for one connection, of those of {@link #open()}; does nothing if that has ended. */
  public void pass(int number, Passage toBroker, Passage toClient) {
    strike(number, link -> link.pass(toBroker, toClient));
  }

  /** Closes a connection in order, on both sides; what the proxy holds of it is lost. */
  public void hangUp(int number) {
    strike(number, ProxyLink::hangUp);
  }

  /** Resets a connection on both sides. */
  public void reset(int number) {
    strike(number, ProxyLink::reset);
  }

  private void strike(int number, Consumer<ProxyLink> fault) {
    call(
        () -> {
          links.stream().filter(link -> link.number() == number).forEach(fault);
          return links.size();
        });
  }

  /** The connections that are open, by the order in which they came; the first ever is 0. */
  public List<Integer> open() {
    return call(() -> links.stream().map(ProxyLink::number).toList());
  }

  /**
   * Loses the next thing the broker sends that contains this text, all of it, and resets both sides
   * of its connection; just once.
   */
  public void loseNext(String text) {
    call(() -> doomedText = text);
  }

  /** Whether what {@link #loseNext} waits for has come. */
  public boolean hasLost() {
    return call(() -> doomedText.isEmpty());
  }

  /** How many connections are open. */
  public int connections() {
    return call(links::size);
  }

  @Override
  public void close() {
    closing = true;
    selector.wakeup();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(COMMAND_LIMIT_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private <T> T call(Supplier<T> command) {
    CompletableFuture<T> result = new CompletableFuture<>();
    commands.add(() -> result.complete(command.get()));
    selector.wakeup();
    return result.orTimeout(COMMAND_LIMIT_SECONDS, TimeUnit.SECONDS).join();
  }

  private void run() {
    try (selector;
        listener) {
      while (!closing) {
        selector.select(key -> handle(key), nextWakeUpMs());
        boolean pumpAll = !commands.isEmpty();
        for (Runnable next = commands.poll(); next != null; next = commands.poll()) {
          next.run();
          links.removeIf(ProxyLink::isClosed); // before the next command counts them
        }
        List.copyOf(pumpAll ? links : timed).forEach(this::pump);
      }
      links.forEach(ProxyLink::reset);
      halfOpen.forEach(ProxyLink::reset);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How long the selector may sleep, in ms; 0 is for ever. */
  private long nextWakeUpMs() {
    long now = System.nanoTime();
    return timed.stream()
        .mapToLong(link -> 1 + Math.max(0, TimeUnit.NANOSECONDS.toMillis(link.dueIn(now))))
        .min()
        .orElse(0);
  }

  private void handle(SelectionKey key) {
    if (!key.isValid()) {
      return; // its link was reset earlier in this round
    }
    if (key.isAcceptable()) {
      accept();
    } else {
      pump((ProxyLink) key.attachment());
    }
  }

  private boolean isDoomed(ByteBuffer fromBroker) {
    if (doomedText.isEmpty()
        || !StandardCharsets.ISO_8859_1
            .decode(fromBroker.duplicate())
            .toString()
            .contains(doomedText)) {
      return false;
    }
    doomedText = "";
    return true;
  }

  private void pump(ProxyLink link) {
    long now = System.nanoTime();
    link.pump(now);
    if (link.isClosed()) {
      links.remove(link);
    }
    if (link.waitsForTime(now)) {
      timed.add(link);
    } else {
      timed.remove(link);
    }
  }

  private void accept() {
    try {
      SocketChannel client = listener.accept();
      if (client != null) {
        ProxyLink link = new ProxyLink(accepted++, selector, client, target, this::isDoomed);
        link.pass(upwards, downwards);
        links.add(link);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
