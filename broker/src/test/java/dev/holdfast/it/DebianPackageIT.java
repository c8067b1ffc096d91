package dev.holdfast.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.it.rig.DebianPackage;
import dev.holdfast.it.rig.UnitFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Debian package as an administrator meets it: installed, started by the unit's own command
 * line, upgraded, removed, purged. systemd itself need not run.
 */
@Timeout(600)
class DebianPackageIT {
  private static final Path CONFIG = Path.of("/etc/holdfast/holdfast.yaml");
  private static final Path STATE = Path.of("/var/lib/holdfast");
  private static final Path UNIT = Path.of("/lib/systemd/system/holdfast.service");
  private static final Pattern LISTENING = Pattern.compile("listening on (http://[0-9.:]+)/");

  @TempDir Path temp;
  private Path deb;
  private boolean installs;

  @BeforeEach
  void find() {
    deb = DebianPackage.built();
    installs = true;
  }

  @AfterEach
  void purge() throws IOException {
    if (installs) {
      DebianPackage.run("dpkg", "--purge", "holdfast");
    }
  }

  @Test
  void isInstalledStartedUpgradedWithItsDataRemovedWithItsDataAndPurged() throws Exception {
    install(deb);
    assertThat(mode("/etc/holdfast")).isEqualTo("750 root holdfast");
    assertThat(mode(CONFIG.toString())).isEqualTo("640 root holdfast");
    assertThat(mode(STATE.toString())).isEqualTo("750 holdfast holdfast");
    assertThat(mode("/usr/bin/holdfast")).isEqualTo("755 root root");
    assertThat(mode("/usr/share/holdfast/holdfast.jar")).isEqualTo("644 root root");
    String edited = Files.readString(CONFIG).replaceFirst("port: 7400", "port: 0");
    Files.writeString(CONFIG, edited);

    try (Service service = Service.start()) {
      client(service.url, "listen", "--client", "alice", "--room", "R", "stop");
      assertThat(emit(service.url, "before")).isNotBlank();
      assertThat(service.stop()).isEqualTo(143);
    }
    assertThat(mode(STATE.resolve("data").toString())).startsWith("750 holdfast");

    install(DebianPackage.withVersion(deb, "9.9.9", temp));
    assertThat(DebianPackage.run("dpkg-query", "--show", "--showformat=${Version}", "holdfast"))
        .isEqualTo("9.9.9");
    assertThat(Files.readString(CONFIG)).as("what was edited stays").isEqualTo(edited);
    try (Service service = Service.start()) {
      assertThat(client(service.url, "listen", "--client", "alice", "--room", "R", "read"))
          .isEqualTo("[\"before\",1]");
      assertThat(service.stop()).isEqualTo(143);
    }

    DebianPackage.run("apt-get", "remove", "--yes", "holdfast");
    assertThat(Path.of("/usr/share/holdfast/holdfast.jar")).doesNotExist();
    assertThat(UNIT).doesNotExist();
    assertThat(STATE.resolve("data/FORMAT")).as("events stay").exists();
    assertThat(CONFIG).exists();

    DebianPackage.run("dpkg", "--purge", "holdfast");
    assertThat(STATE).doesNotExist();
    assertThat(Path.of("/etc/holdfast")).doesNotExist();
    assertThat(Path.of("/etc/default/holdfast")).doesNotExist();
  }

  /** As one may who has all of the configuration in the unit's command line. */
  @Test
  void isUpgradedWhereTheConfigurationWasDeleted() throws Exception {
    install(deb);
    Files.delete(CONFIG);
    install(DebianPackage.withVersion(deb, "9.9.9", temp));
    assertThat(DebianPackage.run("dpkg-query", "--show", "--showformat=${Status}", "holdfast"))
        .isEqualTo("install ok installed");
    assertThat(CONFIG).as("what was deleted stays so").doesNotExist();
  }

  private static void install(Path deb) throws IOException {
    DebianPackage.run(
        "apt-get",
        "install",
        "--yes",
        "--no-install-recommends",
        "-oDpkg::Options::=--force-confold",
        deb.toString());
  }

  private static String mode(String path) throws IOException {
    return DebianPackage.run("stat", "--format=%a %U %G", path);
  }

  private static String emit(String url, String name) throws IOException {
    return DebianPackage.run("/usr/bin/holdfast", "emit", "--url", url, "--room", "R", name, "1");
  }

  /** Listens until it has joined, or until an event has come, which is returned. */
  private static String client(String url, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("/usr/bin/holdfast"));
    command.addAll(List.of(arguments).subList(0, arguments.length - 1));
    command.addAll(List.of("--url", url));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    boolean reads = arguments[arguments.length - 1].equals("read");
    try (BufferedReader lines = reader(process)) {
      return lines
          .lines()
          .filter(line -> line.startsWith(reads ? "[" : "listening as alice"))
          .findFirst()
          .orElseThrow();
    } finally {
      process.toHandle().destroy();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static BufferedReader reader(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** The unit's program, run as its user, in its directory, with its environment. */
  private record Service(Process process, String url) implements AutoCloseable {
    static Service start() throws Exception {
      UnitFile unit = new UnitFile(UNIT);
      List<String> command = new ArrayList<>(List.of("setpriv", "--reuid=" + unit.get("User")));
      command.addAll(List.of("--regid=" + unit.get("Group"), "--clear-groups", "--no-new-privs"));
      command.addAll(List.of("--inh-caps=-all", "--bounding-set=-all", "sh", "-c"));
      command.addAll(List.of("umask " + unit.get("UMask") + " && exec \"$0\" \"$@\""));
      command.addAll(unit.execStart(environment(unit)));
      Process process =
          new ProcessBuilder(command)
              .directory(Path.of(unit.get("WorkingDirectory")).toFile())
              .redirectErrorStream(true)
              .start();
      BufferedReader log = reader(process);
      StringBuilder seen = new StringBuilder();
      for (String line = log.readLine(); line != null; line = log.readLine()) {
        Matcher listening = LISTENING.matcher(line);
        if (listening.find()) {
          return new Service(process, listening.group(1));
        }
        seen.append(line).append('\n');
      }
      throw new AssertionError("the service ended: " + seen);
    }

    private static Map<String, String> environment(UnitFile unit) throws IOException {
      Path file = Path.of(unit.get("EnvironmentFile").replaceFirst("^-", ""));
      Map<String, String> found = new java.util.HashMap<>();
      for (String line : Files.readAllLines(file)) {
        int equals = line.indexOf('=');
        if (equals > 0 && !line.startsWith("#")) {
          found.put(line.substring(0, equals), line.substring(equals + 1).replace("\"", ""));
        }
      }
      return found;
    }

    /** As systemd does it; returns the exit code. */
    int stop() throws InterruptedException {
      process.toHandle().destroy();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return process.exitValue();
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }
}
