package dev.holdfast.broker.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What this process costs: prints a line about what was done since the last one. */
final class Figures {
  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private final Path directory;
  private long startNs = System.nanoTime();
  private long startCpuNs = SYSTEM.getProcessCpuTime();
  private long longestNs;

  Figures(Path directory) {
    this.directory = directory;
  }

  /** Something that was waited for took so long. */
  void took(long nanos) {
    longestNs = Math.max(longestNs, nanos);
  }

  void print(long events) throws IOException {
    double seconds = (System.nanoTime() - startNs) / 1e9;
    double cpu = (SYSTEM.getProcessCpuTime() - startCpuNs) / 1e9;
    System.out.printf(
        "%9d events  %8.0f/s  %.3f CPU s/100k  longest wait %5.0f ms  RSS %4d MiB"
            + "  log %6.1f MiB  tables %7.1f MiB%n",
        events,
        events / seconds,
        cpu / events * 1e5,
        longestNs / 1e6,
        residentMib(),
        mib(".log"),
        mib(".sst"));
    startNs = System.nanoTime();
    startCpuNs = SYSTEM.getProcessCpuTime();
    longestNs = 0;
  }

  private static long residentMib() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")) / 1024)
          .sum();
    }
  }

  private double mib(String suffix) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      long bytes =
          files
              .map(Path::toFile)
              .filter(f -> f.getName().endsWith(suffix))
              .mapToLong(f -> f.length())
              .sum();
      return bytes / 1048576.0;
    }
  }
}
