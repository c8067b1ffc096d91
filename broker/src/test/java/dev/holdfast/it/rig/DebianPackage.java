package dev.holdfast.it.rig;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The package that the build has made, on this machine. Installing it needs Debian and root, and
 * that nobody has it installed already; where that is missing the test is skipped, on a build
 * server it fails.
 */
public final class DebianPackage {
  private static final Path BUILT = Workspace.module().resolve("target/holdfast.deb");

  private DebianPackage() {}

  /** The package as it was built. */
  public static Path built() {
    boolean possible =
        Files.isExecutable(Path.of("/usr/bin/apt-get"))
            && Files.isWritable(Path.of("/var/lib/dpkg/status"))
            && Files.exists(BUILT);
    if (Boolean.parseBoolean(System.getenv("CI"))) {
      assertTrue(possible, "Debian, root or " + BUILT + " is missing on a build server");
    }
    assumeTrue(possible, "installing the package needs Debian, root and " + BUILT);
    assumeTrue(!Files.exists(Path.of("/etc/holdfast")), "Holdfast is installed on this machine");
    return BUILT;
  }

  /** The same content under another version, in a directory for what comes between. */
  public static Path withVersion(Path deb, String version, Path work) throws IOException {
    Path tree = work.resolve("tree-" + version);
    run("dpkg-deb", "--raw-extract", deb.toString(), tree.toString());
    Path control = tree.resolve("DEBIAN/control");
    String text =
        Files.readString(control).replaceFirst("(?m)^Version: .*$", "Version: " + version);
    Files.writeString(control, text);
    Path made = work.resolve("holdfast_" + version + ".deb");
    run("dpkg-deb", "-Znone", "--build", "--root-owner-group", tree.toString(), made.toString());
    return made;
  }

  /** Runs a command to its end, and returns what it printed; fails the test if it fails. */
  public static String run(String... command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(Map.of("DEBIAN_FRONTEND", "noninteractive", "LC_ALL", "C"));
    Process process = builder.start();
    String output;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      output = lines.lines().collect(Collectors.joining("\n"));
    }
    try {
      assertTrue(process.waitFor(120, TimeUnit.SECONDS), () -> List.of(command) + " hangs");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
    assertTrue(process.exitValue() == 0, () -> List.of(command) + " failed: " + output);
    return output;
  }
}
