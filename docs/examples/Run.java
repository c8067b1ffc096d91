import dev.holdfast.broker.Broker;
import dev.holdfast.broker.config.ConfigLoader;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Runs one of the examples beside this file: a broker with the example's configuration, its page on
 * the next port, and its back-end, where it has one, as a process of its own that Enter kills and
 * starts again.
 */
public final class Run {
  /** The back-end, running or killed. Set by the main thread, ended by that and at the exit. */
  private static volatile Process backend;

  /** Argument: the example's directory, such as {@code chat}. */
  public static void main(String[] args) throws Exception {
    if (args.length != 1) {
      System.err.println("usage: java -cp broker/target/holdfast.jar docs/examples/Run.java NAME");
      System.exit(2);
    }
    Path example = Path.of("docs/examples", args[0]);
    try {
      Broker broker = Broker.start(ConfigLoader.load(example.resolve("holdfast.yaml"), List.of()));
      Runtime.getRuntime().addShutdownHook(new Thread(broker::close));
      servePage(example.resolve("index.html"), broker.port() + 1);
    } catch (Exception e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
    Optional<Path> source = backendOf(example);
    if (source.isPresent()) {
      runBackend(source.get());
    }
  }

  private static void servePage(Path page, int port) throws Exception {
    Vertx.vertx()
        .createHttpServer()
        .requestHandler(request -> request.response().sendFile(page.toString()))
        .listen(port, "127.0.0.1")
        .toCompletionStage()
        .toCompletableFuture()
        .get();
    System.out.println("Open http://127.0.0.1:" + port + "/");
  }

  private static Optional<Path> backendOf(Path example) throws IOException {
    try (Stream<Path> files = Files.list(example)) {
      return files.filter(file -> file.toString().endsWith(".java")).findFirst();
    }
  }

  /** Every line of the input kills it or starts it again. */
  private static void runBackend(Path source) throws IOException, InterruptedException {
    start(source);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> backend.destroy()));
    BufferedReader enter =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    while (enter.readLine() != null) {
      if (backend.isAlive()) {
        backend.destroyForcibly().waitFor();
        System.out.println("The back-end is killed. Enter starts it again.");
      } else {
        start(source);
      }
    }
  }

  private static void start(Path source) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classPath = System.getProperty("java.class.path");
    backend =
        new ProcessBuilder(java, "-cp", classPath, source.toString())
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    System.out.println("The back-end is process " + backend.pid() + ". Enter kills it.");
  }
}
