package dev.holdfast.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.it.rig.DebianPackage;
import dev.holdfast.it.rig.UnitFile;
import dev.holdfast.it.rig.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The systemd unit, as far as systemd's own tools judge it. */
class SystemdUnitIT {
  private static final Path UNIT = Workspace.module().resolve("../conf/holdfast.service");

  /** What {@code systemd-analyze security} gives it at most, in tenths. */
  private static final String MOST_EXPOSED = "20";

  private static void requireSystemd() {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/systemd-analyze")), "systemd is not installed");
  }

  @Test
  void systemdUnderstandsAllOfIt() throws IOException {
    requireSystemd();
    assertThat(DebianPackage.run("systemd-analyze", "verify", "--man=no", UNIT.toString()))
        .isEmpty();
  }

  @Test
  void itIsHardened() throws IOException {
    requireSystemd();
    String verdict =
        DebianPackage.run(
            "systemd-analyze",
            "security",
            "--offline=yes",
            "--threshold=" + MOST_EXPOSED,
            UNIT.toString());
    assertThat(verdict).contains("Overall exposure level");
  }

  @Test
  void itStartsTheBrokerThatWatchesItself() throws IOException {
    UnitFile unit = new UnitFile(UNIT);
    assertThat(unit.execStart(Map.of("JAVA_OPTS", "-Xmx1g  -Xms64m")))
        .containsExactly(
            "/usr/bin/java",
            "-XX:+ExitOnOutOfMemoryError",
            "-Xmx1g",
            "-Xms64m",
            "-jar",
            "/usr/share/holdfast/holdfast.jar",
            "serve",
            "--config",
            "/etc/holdfast/holdfast.yaml");
    assertThat(unit.get("Type")).isEqualTo("notify");
    assertThat(unit.get("NotifyAccess")).isEqualTo("main");
    assertThat(Integer.parseInt(unit.get("WatchdogSec"))).isGreaterThan(30);
    assertThat(unit.get("RestartPreventExitStatus")).isEqualTo("2");
  }

  /** A broker that goes on without the thread that ran out of memory is worse than none. */
  @Test
  void theProgramEndsWhenItHasNoMoreMemoryWithoutAUnitToo() throws IOException {
    Path script = Workspace.module().resolve("src/deb/bin/holdfast");
    assertThat(Files.readString(script))
        .contains("exec /usr/bin/java -XX:+ExitOnOutOfMemoryError $JAVA_OPTS -jar ");
  }

  /** No container is built here: what its file says is at least what the package has. */
  @Test
  void theContainerRunsTheSameProgramAsTheSameUser() throws IOException {
    UnitFile unit = new UnitFile(UNIT);
    List<String> dockerfile = Files.readAllLines(Workspace.module().resolve("../conf/Dockerfile"));
    assertThat(dockerfile)
        .contains(
            "COPY holdfast.deb /tmp/",
            "USER " + unit.get("User"),
            "WORKDIR " + unit.get("WorkingDirectory"),
            "ENTRYPOINT [\"/usr/bin/holdfast\"]",
            "CMD [\"serve\", \"--config\", \"/etc/holdfast/holdfast.yaml\"]")
        .anyMatch(line -> line.startsWith("HEALTHCHECK "));
    assertThat(Workspace.module().resolve("target/holdfast.deb")).exists();
    assertThat(unit.get("ExecStart")).endsWith("serve --config /etc/holdfast/holdfast.yaml");
  }
}
