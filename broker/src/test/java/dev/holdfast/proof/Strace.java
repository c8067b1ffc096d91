package dev.holdfast.proof;

import dev.holdfast.it.rig.QuickStart;
import dev.holdfast.it.rig.Tools;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Commands that run a broker under strace. The traced process is the direct child (-D), so that a
 * signal to it does not leave the tracer between.
 */
public final class Strace {
  /** All calls by which a process changes files. */
  private static final String CHANGES =
      "openat,creat,write,pwrite64,writev,pwritev,fallocate,ftruncate,truncate,rename,renameat,"
          + "renameat2,unlink,unlinkat,mkdir,mkdirat,rmdir,link,linkat,fsync,fdatasync,"
          + "copy_file_range,sendfile";

  private static final String ONLY_THE_END = "signal=KILL";
  private static final String MORE_THAN_ANY_WRITE = "100000000";
  private static final int END_BYTES = 200;

  private Strace() {}

  /** Notes every change to files with all its data, in hexadecimal. */
  public static List<String> recording(Path output) {
    List<String> all =
        new ArrayList<>(
            List.of("-ttt", "-xx", "-s", MORE_THAN_ANY_WRITE, "-e", "trace=" + CHANGES));
    all.add("--seccomp-bpf");
    return command(output, all);
  }

  /** The same, but every sync only pretends to have been one. */
  public static List<String> recordingWithoutSyncs(Path output) {
    List<String> command = new ArrayList<>(recording(output));
    command.addAll(List.of("-e", "inject=fsync,fdatasync:retval=0"));
    return command;
  }

  /**
   * Does something to the n-th of these calls that a thread makes on one of the files, and notes
   * all of them. Without seccomp, which makes strace lose injected signals.
   *
   * @param what as in strace's {@code inject}: {@code signal=KILL}, {@code error=EIO}
   * @param files empty: all, sockets too
   */
  public static List<String> injecting(
      String call, String what, int n, Collection<Path> files, Path output) {
    String inject = "inject=" + call + ":" + what + ":when=" + n;
    List<String> options =
        new ArrayList<>(List.of("-s", "16", "-e", "trace=" + call, "-e", inject));
    files.forEach(file -> options.addAll(List.of("-P", file.toString())));
    return command(output, options);
  }

  /** Waits until the tracer has written the last of what it noted of a process that is gone. */
  public static void awaitComplete(Path output) throws IOException {
    while (!end(output).matches("(?s).*\\+\\+\\+ (killed by|exited with) \\w+ \\+\\+\\+\n")) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  private static String end(Path output) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(output.toFile(), "r")) {
      byte[] end = new byte[(int) Math.min(file.length(), END_BYTES)];
      file.seek(file.length() - end.length);
      file.readFully(end);
      return new String(end, StandardCharsets.ISO_8859_1);
    }
  }

  private static List<String> command(Path output, List<String> options) {
    List<String> command = new ArrayList<>(List.of("env"));
    // Otherwise each broker begins with a thousand writes that unpack the library.
    QuickStart.environment().forEach((name, value) -> command.add(name + "=" + value));
    command.addAll(List.of(Tools.strace(), "-D", "-f", "-y", "-e", ONLY_THE_END));
    command.addAll(List.of("-o", output.toString()));
    command.addAll(options);
    return command;
  }
}
