package dev.holdfast.it.rig;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What lets the packaged broker start at once, for tests that start it again and again: RocksDB's
 * library lies unpacked, the classes come from an archive, and the compiler is the one for short
 * lives. Both files are made once for a build, in {@code target/quick-start}.
 *
 * <p>With {@code -Dholdfast.quickStart=true}, which the build sets for the default run, all brokers
 * start so but those whose heap is limited; otherwise only those that ask for it, and the others
 * run as at a user's.
 */
public final class QuickStart {
  private static final boolean FOR_ALL = Boolean.getBoolean("holdfast.quickStart");
  private static final Path DIRECTORY = Workspace.module().resolve("target/quick-start");
  private static final List<String> SHORT_LIFE =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Djava.library.path=" + DIRECTORY);

  private QuickStart() {}

  /** For the environment of a broker that is to start so in every run. */
  public static Map<String, String> environment() {
    return Map.of("JAVA_TOOL_OPTIONS", String.join(" ", Prepared.FOR_THE_JAR));
  }

  /** What Java is told before {@code -jar holdfast.jar} where nothing else is asked for. */
  public static List<String> ofTheJar() {
    return FOR_ALL ? Prepared.FOR_THE_JAR : List.of();
  }

  /** What Java is told before other programs that may use RocksDB. */
  static List<String> ofOtherPrograms() {
    return FOR_ALL ? Prepared.FOR_OTHERS : List.of();
  }

  /** The files, made when they are first asked for. */
  private static final class Prepared {
    private static final Path ARCHIVE = DIRECTORY.resolve("classes.jsa");
    private static final List<String> FOR_THE_JAR;
    private static final List<String> FOR_OTHERS = SHORT_LIFE;

    static {
      Workspace.alone("quick-start", Prepared::prepare);
      List<String> options = new ArrayList<>(SHORT_LIFE);
      if (Files.exists(ARCHIVE)) { // not every Java can write one
        options.add("-XX:SharedArchiveFile=" + ARCHIVE);
      }
      FOR_THE_JAR = List.copyOf(options);
    }

    private static void prepare() {
      try {
        if (!Files.exists(ARCHIVE) || isOlder(ARCHIVE, Workspace.brokerJar())) {
          Files.createDirectories(DIRECTORY);
          Files.deleteIfExists(ARCHIVE);
          unpack();
          writeArchive();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static boolean isOlder(Path one, Path other) throws IOException {
      return Files.getLastModifiedTime(one).compareTo(Files.getLastModifiedTime(other)) < 0;
    }

    private static void unpack() throws IOException {
      String cpu = System.getProperty("os.arch").equals("aarch64") ? "linux-aarch64" : "linux64";
      String file = "/librocksdbjni-" + cpu + ".so";
      try (InputStream packed = org.rocksdb.RocksDB.class.getResourceAsStream(file)) {
        Path fresh = DIRECTORY.resolve("unpacking");
        Files.copy(packed, fresh, StandardCopyOption.REPLACE_EXISTING);
        Files.move(
            fresh, DIRECTORY.resolve("librocksdbjni.so"), StandardCopyOption.REPLACE_EXISTING);
      }
    }

    /** A broker that has served a client, and ends in peace, leaves it. */
    private static void writeArchive() throws IOException {
      Path data = Files.createTempDirectory(DIRECTORY, "data");
      Path fresh = DIRECTORY.resolve("archiving");
      List<String> options = new ArrayList<>(SHORT_LIFE);
      options.add("-XX:ArchiveClassesAtExit=" + fresh);
      try (BrokerProcess broker = BrokerProcess.startWith(options, "archive", data)) {
        try (TcpClient client = TcpClient.connect(broker.port(), "{\"clientId\":\"c\"}")) {
          client.send("421[\"$join\",\"R\"]");
          client.readAndAnswerPings();
        }
        broker.terminate();
      }
      if (Files.exists(fresh)) {
        Files.move(fresh, ARCHIVE);
      }
    }
  }
}
