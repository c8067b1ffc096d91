package dev.holdfast.proof;

import dev.holdfast.it.rig.BrokerProcess;
import dev.holdfast.it.rig.TcpClient;
import dev.holdfast.it.rig.Workspace;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/**
 * What lets the packaged broker start in one second rather than three, for tests that start it a
 * thousand times: RocksDB's library lies unpacked, the classes come from an archive, and the
 * compiler is the one for short lives. Both files are made once for a build, under {@code target}.
 */
public final class QuickStart {
  private static final String VARIABLE = "JAVA_TOOL_OPTIONS";
  private static final Path DIRECTORY = Workspace.module().resolve("target/proof/native");
  private static final String SHORT_LIFE =
      "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Djava.library.path=" + DIRECTORY;

  private QuickStart() {}

  /** Variables for the broker's environment. */
  public static Map<String, String> environment() {
    return Map.of(VARIABLE, SHORT_LIFE + " -XX:SharedArchiveFile=" + Classes.ARCHIVE);
  }

  /** RocksDB's library. */
  private static void unpack() throws IOException {
    String cpu = System.getProperty("os.arch").equals("aarch64") ? "linux-aarch64" : "linux64";
    String file = "/librocksdbjni-" + cpu + ".so";
    try (InputStream packed = org.rocksdb.RocksDB.class.getResourceAsStream(file)) {
      Path fresh = DIRECTORY.resolve("unpacking");
      Files.copy(packed, fresh, StandardCopyOption.REPLACE_EXISTING);
      Files.move(fresh, DIRECTORY.resolve("librocksdbjni.so"), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Made when it is first asked for. */
  private static final class Classes {
    private static final Path ARCHIVE = archive();

    private static Path archive() {
      Path archive = DIRECTORY.resolve("classes.jsa");
      try {
        if (!Files.exists(archive) || isOlder(archive, Workspace.brokerJar())) {
          Files.createDirectories(DIRECTORY);
          unpack();
          Files.deleteIfExists(archive);
          write(archive);
        }
        return archive;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static boolean isOlder(Path one, Path other) throws IOException {
      return Files.getLastModifiedTime(one).compareTo(Files.getLastModifiedTime(other)) < 0;
    }

    /** A broker that has served a client, and ends in peace, leaves it. */
    private static void write(Path archive) throws IOException {
      Path data = Files.createTempDirectory(DIRECTORY, "data");
      String options = SHORT_LIFE + " -XX:ArchiveClassesAtExit=" + archive;
      try (BrokerProcess broker =
          BrokerProcess.start("archive", data, Configuration.SMALL, Map.of(VARIABLE, options))) {
        try (TcpClient client = TcpClient.connect(broker.port(), "{\"clientId\":\"c\"}")) {
          client.send("421[\"$join\",\"R\"]");
          client.readAndAnswerPings();
        }
        broker.terminate();
      }
    }
  }
}
