package dev.holdfast.it.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * The npm packages of the JavaScript drivers, installed once per build into {@code target/js} with
 * exactly the locked versions.
 */
public final class NpmPackages {
  private static final String LOCK = "package-lock.json";
  private static final List<String> PACKAGE_FILES = List.of("package.json", LOCK, ".npmrc");

  /** Whether this JVM has seen to it. Guarded by the class. */
  private static boolean installed;

  private NpmPackages() {}

  /** Installs what is not installed yet and returns the directory with the drivers. */
  public static synchronized Path install() {
    Path target = Workspace.jsInstalled();
    if (!installed) {
      Workspace.alone("npm", () -> install(target));
      installed = true;
    }
    return target;
  }

  private static void install(Path target) {
    try {
      Files.createDirectories(target);
      copyDrivers(Workspace.jsSources(), target);
      Path stamp = target.resolve("installed.sha256");
      String wanted = hash(Workspace.jsSources().resolve(LOCK));
      if (!Files.exists(stamp) || !Files.readString(stamp).equals(wanted)) {
        runNpm(target);
        Files.writeString(stamp, wanted);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copyDrivers(Path from, Path to) throws IOException {
    List<Path> drivers;
    try (Stream<Path> files = Files.list(from)) {
      drivers = files.filter(file -> file.toString().endsWith(".mjs")).toList();
    }
    for (Path driver : drivers) {
      copy(driver, to.resolve(driver.getFileName()));
    }
    for (String name : PACKAGE_FILES) {
      copy(from.resolve(name), to.resolve(name));
    }
  }

  /** What is the same stays untouched: a driver of another JVM may be about to read it. */
  private static void copy(Path from, Path to) throws IOException {
    if (!Files.exists(to) || Files.mismatch(from, to) >= 0) {
      Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static void runNpm(Path directory) {
    Path log = Workspace.newLog("npm-ci");
    ProcessBuilder npm = new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund");
    npm.directory(directory.toFile()).redirectErrorStream(true).redirectOutput(log.toFile());
    Process process = Children.start(npm);
    int exitCode = Children.awaitExit(process, Children.INSTALL_LIMIT);
    if (exitCode != 0) {
      throw new AssertionError("npm ci failed with " + exitCode + ", see " + log);
    }
  }

  private static String hash(Path file) throws IOException {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
