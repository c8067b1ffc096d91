package dev.holdfast.it.rig;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import dev.holdfast.tls.TestTls;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The packaged broker as a process of its own, which a test may kill and start again on the same
 * port and data. Not thread-safe: one thread starts and stops it.
 */
public final class BrokerProcess implements AutoCloseable {
  private static final Pattern LISTENING =
      Pattern.compile("listening on https?://127\\.0\\.0\\.1:(\\d+)");
  private static final long START_LIMIT_SECONDS = 60;

  private final String name;
  private final Path data;
  private final List<String> options;

  /** What Java runs: the packaged broker, or a main class of the tests. */
  private List<String> program = List.of("-jar", Workspace.brokerJar().toString(), "serve");

  private Supplier<List<String>> jvmOptions = QuickStart::ofTheJar;
  private Map<String, String> environment = Map.of();

  /** What runs the broker: the command begins with this. */
  private List<String> tracer = List.of();

  private Process process;
  private Path log;
  private Thread pump;

  /** Completes when the broker that was begun last listens; fails when it ends before. */
  private CompletableFuture<Integer> begun = new CompletableFuture<>();

  private int port;
  private String scheme = "http";

  private BrokerProcess(String name, Path data, List<String> options) {
    this.name = name;
    this.data = data;
    this.options = options;
  }

  /** Starts a broker with the default configuration on a free port; returns when it listens. */
  public static BrokerProcess start(String name, Path data) {
    return start(name, data, List.of());
  }

  /** As {@link #start(String, Path)}, with a configuration file of this content (YAML). */
  public static BrokerProcess start(String name, Path data, String configuration) {
    return start(name, data, configured(name, configuration));
  }

  /** As {@link #start(String, Path)}, on this port, with this configuration file. */
  public static BrokerProcess startOn(int port, String name, Path data, Path configuration) {
    BrokerProcess broker =
        new BrokerProcess(name, data, List.of("--config", configuration.toString()));
    broker.port = port;
    broker.launch();
    return broker;
  }

  private static List<String> configured(String name, String configuration) {
    try {
      Path file = Files.createTempFile("holdfast-" + name, ".yaml");
      file.toFile().deleteOnExit();
      Files.writeString(file, configuration);
      return List.of("--config", file.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As {@link #start(String, Path, String)}, with a Java heap of this many MiB at most. */
  public static BrokerProcess start(String name, Path data, String configuration, int heapMiB) {
    BrokerProcess broker = new BrokerProcess(name, data, configured(name, configuration));
    broker.jvmOptions = () -> List.of("-Xmx" + heapMiB + "m", "-XX:+ExitOnOutOfMemoryError");
    broker.launch();
    return broker;
  }

  /** As {@link #start(String, Path, String)}, with more variables in its environment. */
  public static BrokerProcess start(
      String name, Path data, String configuration, Map<String, String> environment) {
    BrokerProcess broker = new BrokerProcess(name, data, configured(name, configuration));
    broker.environment = environment;
    broker.launch();
    return broker;
  }

  /** As {@link #start(String, Path)}, with these options of Java and no others. */
  static BrokerProcess startWith(List<String> jvmOptions, String name, Path data) {
    BrokerProcess broker = new BrokerProcess(name, data, List.of());
    broker.jvmOptions = () -> jvmOptions;
    broker.launch();
    return broker;
  }

  private static BrokerProcess start(String name, Path data, List<String> options) {
    BrokerProcess broker = new BrokerProcess(name, data, options);
    broker.launch();
    return broker;
  }

  /** As {@link #start(String, Path, String)}, by a command that ends in what it is to run. */
  public static BrokerProcess startUnder(
      List<String> tracer, String name, Path data, String configuration) {
    BrokerProcess broker = new BrokerProcess(name, data, configured(name, configuration));
    broker.tracer = tracer;
    broker.launch();
    return broker;
  }

  /** As {@link #start(String, Path, String)}, but runs a main class of the tests. */
  public static BrokerProcess startMain(
      Class<?> main, String name, Path data, String configuration) {
    BrokerProcess broker = new BrokerProcess(name, data, configured(name, configuration));
    broker.program = List.of("-cp", System.getProperty("java.class.path"), main.getName());
    broker.jvmOptions = QuickStart::ofOtherPrograms;
    broker.launch();
    return broker;
  }

  /** As {@link #start(String, Path)}, over TLS; the clients of the tests trust its certificate. */
  public static BrokerProcess startEncrypted(String name, Path data) {
    BrokerProcess broker = new BrokerProcess(name, data, configured(name, TestTls.configuration()));
    broker.scheme = "https";
    broker.launch();
    return broker;
  }

  /** Where clients connect to; stays the same over a restart. */
  public URI url() {
    return URI.create(scheme + "://127.0.0.1:" + port);
  }

  public int port() {
    return port;
  }

  /** SIGKILL: the broker gets no chance to write or say anything more. */
  public void kill9() {
    Children.kill9(process);
  }

  /** SIGSTOP: the broker stands still until {@link #resume}. */
  public void pause() {
    Children.pause(process, true);
  }

  /** SIGCONT. */
  public void resume() {
    Children.pause(process, false);
  }

  /** The id of its process. */
  public long pid() {
    return process.pid();
  }

  /** SIGTERM: the broker drains and closes. Returns its exit code. */
  public int terminate() {
    return Children.terminate(process);
  }

  /** Waits for the broker to end by itself and returns its exit code. */
  public int awaitExit() {
    return Children.awaitExit(process);
  }

  /** Returns when the broker has ended, however long that takes. */
  public void awaitEnd() throws InterruptedException {
    process.waitFor();
  }

  /**
   * Sends SIGTERM and does not wait.
   *
   * @return this
   */
  public BrokerProcess beginTerminating() {
    process.toHandle().destroy();
    return this;
  }

  /** From now on no file of the broker can grow beyond this: what a full disk is to it. */
  public void limitFileSize(long bytes) {
    limit("--fsize=" + bytes);
  }

  /** From now on the broker opens no file whose number is not less than this. */
  public void limitFiles(int files) {
    limit("--nofile=" + files + ":");
  }

  /**
   * What {@link #limitFiles} takes for a broker that is to open no more: its lowest free number.
   */
  public int openFiles() {
    int number = 0;
    while (Files.exists(Path.of("/proc/" + process.pid() + "/fd/" + number), NOFOLLOW_LINKS)) {
      number++;
    }
    return number;
  }

  /** Whether the broker has written this to its log by now. */
  public boolean hasLogged(String text) throws IOException {
    return Files.readString(log).contains(text);
  }

  /** Returns when the broker has written this to its log. */
  public void awaitLog(String text) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_LIMIT_SECONDS);
    while (!hasLogged(text)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("the broker did not log '" + text + "', see " + log);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }

  private void limit(String resource) {
    List<String> command = List.of("prlimit", "--pid", Long.toString(process.pid()), resource);
    int code = Children.awaitExit(Children.start(new ProcessBuilder(command)));
    if (code != 0) {
      throw new IllegalStateException(command + " ended with " + code);
    }
  }

  /** What the broker has written to its log since it was started last; when it has ended. */
  public String log() {
    try {
      pump.join();
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the broker's log was read", e);
    }
  }

  /** Starts a broker that has ended again, on the same port and the same data. */
  public void restart() {
    if (process.isAlive()) {
      throw new IllegalStateException("the broker still runs");
    }
    launch();
  }

  /** As {@link #restart()}, by another command; empty: by none. */
  public void restartUnder(List<String> command) {
    tracer = command;
    restart();
  }

  /** As {@link #restartUnder}, but does not wait: it may end before it listens. */
  public void beginUnder(List<String> command) {
    tracer = command;
    begun = begin();
  }

  /**
   * Waits until the broker that was begun last has ended by itself; false when it still runs so
   * long after it began to listen.
   */
  public boolean endsWithin(Duration limit) throws InterruptedException {
    try {
      begun.get(START_LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException ended) {
      return process.waitFor(START_LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("the broker neither listens nor ends, see " + log, e);
    }
    return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      kill9();
    }
  }

  private void launch() {
    port = awaitListening(begin(), log);
  }

  private CompletableFuture<Integer> begin() {
    log = Workspace.newLog("broker-" + name);
    ProcessBuilder builder = new ProcessBuilder(command()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    process = Children.start(builder);
    CompletableFuture<Integer> listening = new CompletableFuture<>();
    Path copy = log;
    pump = new Thread(() -> pumpLog(process, copy, listening), "log of " + name);
    pump.setDaemon(true);
    pump.start();
    return listening;
  }

  private List<String> command() {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command = new ArrayList<>(tracer);
    command.add(java);
    command.addAll(jvmOptions.get());
    command.addAll(program);
    command.addAll(List.of("--data", data.toString(), "--port", Integer.toString(port)));
    command.addAll(options);
    return command;
  }

  private int awaitListening(CompletableFuture<Integer> listening, Path log) {
    try {
      return listening.get(START_LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      kill9();
      throw new AssertionError("the broker did not start, see " + log, e);
    } catch (InterruptedException e) {
      kill9();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the broker started", e);
    }
  }

  /** Copies the output to the log until the process ends; its own thread runs it. */
  private static void pumpLog(Process process, Path log, CompletableFuture<Integer> listening) {
    try (BufferedReader output =
            new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        BufferedWriter copy = Files.newBufferedWriter(log)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        copy.write(line);
        copy.newLine();
        copy.flush();
        Matcher matcher = LISTENING.matcher(line);
        if (matcher.find()) {
          listening.complete(Integer.valueOf(matcher.group(1)));
        }
      }
      listening.completeExceptionally(new IOException("the process ended before it listened"));
    } catch (IOException e) {
      listening.completeExceptionally(e);
    }
  }
}
