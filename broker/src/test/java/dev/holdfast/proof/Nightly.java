package dev.holdfast.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Runs the process-level proof at its full size, fault by fault, in pieces of some minutes, each in
 * a JVM of its own and with a seed of its own. How far it is stands in the summary: what was ended
 * goes on where it was when it is started again.
 */
public final class Nightly {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Something went wrong; the others were not run. */
  private static final int FAILED = 1;

  /** The time was over before everything had run. */
  private static final int MORE_TO_DO = 2;

  /**
   * @param name of the property that says how often it comes in one run
   * @param kind as its lines of the summary name it
   * @param test the class that runs it, in {@code dev.holdfast}
   * @param times how often it comes in the whole nightly
   * @param piece how often in one piece
   */
  private record Fault(String name, String kind, String test, int times, int piece) {}

  private static final List<Fault> FAULTS =
      List.of(
          new Fault("kills", "SIGKILL at random", "proof.crash.RandomKillIT", 700, 50),
          new Fault("stepKills", "SIGKILL at a step", "proof.crash.StepKillIT", 300, 20),
          new Fault("powerLosses", "power loss", "proof.power.PowerLossIT", 450, 50),
          new Fault(
              "powerLossesInRecovery", "power loss in recovery", "proof.power.PowerLossIT", 50, 10),
          new Fault("tornBytes", "torn tail", "broker.storage.TornLogTest", 4096, 4096),
          new Fault("flips", "bit flip", "proof.damage.BitFlipTest", 500, 50),
          new Fault("failingCalls", "a call fails", "proof.crash.FailingCallsIT", 200, 20),
          new Fault("diskFull", "disk full", "proof.resources.DiskFullCyclesIT", 100, 20),
          new Fault("network", "network", "proof.net.RandomFaultsTest", 5000, 500),
          new Fault("reorder", "late bytes", "proof.net.LateBytesTest", 1000, 100),
          new Fault("halfOpen", "half-open", "proof.net.HalfOpenTest", 200, 200),
          new Fault("storm", "storm, clients cut off", "proof.resources.StormIT", 5000, 5000),
          new Fault("pause", "SIGSTOP", "proof.resources.PauseIT", 200, 50),
          new Fault("clock", "clock step", "proof.resources.ClockStepsIT", 50, 25),
          new Fault(
              "applicationKills",
              "SIGKILL of an application",
              "it.application.KilledApplicationIT",
              200,
              50));

  private final List<Fault> faults;
  private final long deadline;

  private Nightly(List<Fault> faults, long deadline) {
    this.faults = faults;
    this.deadline = deadline;
  }

  /**
   * {@code [minutes=N] [fault...]}: all faults, or those named; no piece begins after so many
   * minutes. Ends with 0 when all is done, 2 when there is more to do, 1 when something failed.
   */
  public static void main(String[] arguments) throws Exception {
    List<Fault> chosen = new ArrayList<>();
    long minutes = TimeUnit.DAYS.toMinutes(1);
    for (String argument : arguments) {
      if (argument.startsWith("minutes=")) {
        minutes = Long.parseLong(argument.substring("minutes=".length()));
      } else {
        chosen.add(named(argument));
      }
    }
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(minutes);
    System.exit(new Nightly(chosen.isEmpty() ? FAULTS : chosen, deadline).run());
  }

  private static Fault named(String name) {
    return FAULTS.stream()
        .filter(fault -> fault.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    name + " is none of " + FAULTS.stream().map(Fault::name).toList()));
  }

  private int run() throws Exception {
    for (Fault fault : faults) {
      for (int missing = missing(fault); missing > 0; missing = missing(fault)) {
        if (System.nanoTime() > deadline) {
          return MORE_TO_DO;
        }
        System.out.printf(
            Locale.ROOT, "%s: %,d of %,d to do%n", fault.kind(), missing, fault.times());
        if (!succeeds(fault, Math.min(missing, fault.piece())) || missing(fault) == missing) {
          return FAILED;
        }
      }
    }
    return 0;
  }

  private static int missing(Fault fault) throws IOException {
    int missing = fault.times();
    if (Files.exists(Summary.file())) {
      for (String line : Files.readAllLines(Summary.file())) {
        JsonNode run = JSON.readTree(line);
        missing -= run.get("kind").asText().equals(fault.kind()) ? run.get("faults").asInt() : 0;
      }
    }
    return missing;
  }

  private static boolean succeeds(Fault fault, int times) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "-Xmx1g"));
    command.add("-Dbasedir=" + System.getProperty("basedir", ""));
    command.add("-Dholdfast.proof.summary=" + Summary.file());
    for (Fault other : FAULTS) { // a test may know two
      if (other.test().equals(fault.test())) {
        command.add("-Dholdfast.proof." + other.name() + "=" + (other.equals(fault) ? times : 0));
      }
    }
    command.addAll(Arrays.asList(TestRun.class.getName(), "dev.holdfast." + fault.test()));
    return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
  }
}
