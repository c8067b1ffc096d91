package dev.holdfast.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.Broker;
import dev.holdfast.broker.config.ConfigLoader;
import dev.holdfast.broker.config.ConfigLoader.CommandLineValue;
import dev.holdfast.broker.config.Keys;
import dev.holdfast.client.HoldfastBackend;
import dev.holdfast.it.rig.Terminal;
import io.socket.client.Ack;
import io.socket.client.IO;
import io.socket.client.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * What the examples of {@code docs/coming-from-socket-io.md} are run with: a broker with a
 * configuration of the page, stock clients in this process, and those the page shows, under Node.
 */
final class SocketIoRig implements AutoCloseable {
  static final String PAGE = "docs/coming-from-socket-io.md";
  private static final String URL_ON_PAGE = "http://127.0.0.1:7400";
  private static final String IMPORT = "import { io } from \"socket.io-client\";\n";

  private final Page page;
  private final Path directory;
  private final Deque<Runnable> opened = new ArrayDeque<>();
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final Broker broker;

  /** Starts a broker with the page's configuration of this name. */
  SocketIoRig(Path directory, String configuration) throws Exception {
    this.page = new Page(PAGE);
    this.directory = directory;
    broker = start(configuration, 0);
    opened.push(broker::close);
  }

  private Broker start(String configuration, int port) throws Exception {
    Path file = directory.resolve("holdfast.yaml");
    Files.writeString(file, page.block("yaml", configuration));
    return Broker.start(
        ConfigLoader.load(
            file,
            List.of(
                new CommandLineValue<>(Keys.PORT, "--port", String.valueOf(port)),
                new CommandLineValue<>(
                    Keys.DATA_DIR, "--data", directory.resolve("data").toString()))));
  }

  String url() {
    return broker.url();
  }

  /** An instance of a back-end that is closed at the end. */
  HoldfastBackend backend(String clientId, String namespace) {
    return closing(HoldfastBackend.builder(url()).clientId(clientId).namespace(namespace).build());
  }

  /** Has this instance closed at the end. */
  HoldfastBackend closing(HoldfastBackend backend) {
    opened.push(backend::close);
    return backend;
  }

  /**
   * Runs a client of the page under Node, as it stands but for the broker's address and what the
   * test adds at its end.
   */
  Terminal run(String name, String... more) {
    String code = page.block("js", name).replace(URL_ON_PAGE, url());
    Terminal client = Terminal.node(IMPORT + code + "\n" + String.join("\n", more));
    opened.push(client::close);
    return client;
  }

  /** A stock client, connected. What it is sent is heard under this name. */
  Socket client(String name, String namespace, Map<String, String> auth) throws Exception {
    Socket socket = socket(name, namespace, auth);
    BlockingQueue<String> connected = new LinkedBlockingQueue<>();
    socket.on(Socket.EVENT_CONNECT, args -> connected.add("connected"));
    socket.connect();
    next(connected);
    return socket;
  }

  /** The same in the default namespace, anonymous. */
  Socket client(String name) throws Exception {
    return client(name, "/", Map.of("name", name));
  }

  /** The same, not yet connected; that it was refused or disconnected is heard too. */
  Socket socket(String name, String namespace, Map<String, String> auth) {
    IO.Options options = new IO.Options();
    options.forceNew = true;
    options.transports = new String[] {"websocket"};
    options.auth = auth;
    Socket socket = IO.socket(URI.create(url() + namespace), options);
    socket.onAnyIncoming(args -> heard.add(line(name, args)));
    socket.on(
        Socket.EVENT_CONNECT_ERROR, args -> heard.add(name + ": refused " + Arrays.toString(args)));
    socket.on(
        Socket.EVENT_DISCONNECT,
        args -> heard.add(name + ": disconnected " + Arrays.toString(args)));
    opened.push(socket::disconnect);
    return socket;
  }

  private static String line(String name, Object[] args) {
    List<Object> sent = Arrays.asList(args).subList(1, args.length);
    List<Object> values = sent.stream().filter(arg -> !(arg instanceof Ack)).toList();
    return name + ": " + args[0] + " " + values;
  }

  /** The next thing that any of the clients was sent. */
  String heard() throws InterruptedException {
    return next(heard);
  }

  /** The next so many things that the clients were sent. */
  List<String> heard(int count) throws InterruptedException {
    String[] lines = new String[count];
    for (int i = 0; i < count; i++) {
      lines[i] = heard();
    }
    return List.of(lines);
  }

  static String next(BlockingQueue<String> queue) throws InterruptedException {
    String line = queue.poll(10, TimeUnit.SECONDS);
    assertThat(line).as("a line within 10 s").isNotNull();
    return line;
  }

  static void await(CompletionStage<?> stage) throws Exception {
    stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    while (!opened.isEmpty()) {
      opened.pop().run();
    }
  }
}
