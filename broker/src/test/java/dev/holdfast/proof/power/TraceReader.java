package dev.holdfast.proof.power;

import dev.holdfast.protocol.Bytes;
import java.io.BufferedReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what strace noted of the changes under one directory. A call that another thread's
 * interrupted in the output counts from when it was resumed: until then it may not have happened.
 */
final class TraceReader {
  private static final String UNFINISHED = " <unfinished ...>";
  private static final HexFormat HEX = HexFormat.of();

  private final String root;
  private final Map<String, String> unfinished = new HashMap<>();
  private final List<FileOp.Timed> operations = new ArrayList<>();

  private TraceReader(Path root) {
    this.root = root.toString();
  }

  static List<FileOp.Timed> read(Path trace, Path root) throws IOException {
    TraceReader reader = new TraceReader(root);
    try (BufferedReader lines = Files.newBufferedReader(trace, StandardCharsets.ISO_8859_1)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        reader.take(line);
      }
    }
    return reader.operations;
  }

  /** {@code pid seconds.micros call(arguments) = result}. */
  private void take(String line) {
    int afterPid = line.indexOf(' ');
    String pid = line.substring(0, afterPid);
    String rest = line.substring(afterPid).stripLeading();
    int afterTime = rest.indexOf(' ');
    long at = new BigDecimal(rest.substring(0, afterTime)).movePointRight(9).longValueExact();
    String call = rest.substring(afterTime + 1);
    if (call.endsWith(UNFINISHED)) {
      unfinished.put(pid, call.substring(0, call.length() - UNFINISHED.length()));
    } else if (call.startsWith("<... ")) {
      String begun = unfinished.remove(pid);
      if (begun != null) {
        finished(at, begun + call.substring(call.indexOf("resumed>") + "resumed>".length()));
      }
    } else if (Character.isLetter(call.charAt(0))) {
      finished(at, call);
    }
  }

  private void finished(long at, String call) {
    int open = call.indexOf('(');
    int close = call.lastIndexOf(") ");
    if (close < 0 || call.indexOf("= -1 ", close) >= 0 || call.indexOf("= ?", close) >= 0) {
      return; // it failed, or never returned
    }
    if (call.endsWith("(INJECTED)")) {
      return; // it was never made
    }
    Arguments arguments = new Arguments(call.substring(open + 1, close));
    FileOp op = operation(call.substring(0, open), arguments);
    if (op != null) {
      operations.add(new FileOp.Timed(at, op));
    }
  }

  private @Nullable FileOp operation(String call, Arguments arguments) {
    String path = arguments.path();
    if (path == null || !(path.equals(root) || path.startsWith(root + "/")) || isSocket(path)) {
      return null;
    }
    return switch (call) {
      case "openat" -> opened(path, arguments.text);
      case "write" -> new FileOp.Write(path, -1, Bytes.of(arguments.data()));
      case "pwrite64" -> new FileOp.Write(path, arguments.lastNumber(), Bytes.of(arguments.data()));
      case "ftruncate" -> new FileOp.Truncate(path, arguments.lastNumber());
      case "rename" -> new FileOp.Rename(path, arguments.secondPath());
      case "unlink" -> new FileOp.Unlink(path);
      case "mkdir" -> new FileOp.Mkdir(path);
      case "fsync", "fdatasync" -> new FileOp.Sync(path);
      case "fallocate" -> reserved(arguments.text);
      default -> throw new IllegalArgumentException("not understood: " + call + " of " + path);
    };
  }

  /** The socket for the operator's commands, and where it is made, are no data. */
  private boolean isSocket(String path) {
    return path.startsWith(root + "/control");
  }

  private static @Nullable FileOp opened(String path, String arguments) {
    boolean created = arguments.contains("O_CREAT");
    return created ? new FileOp.Open(path, true, arguments.contains("O_TRUNC")) : null;
  }

  /** Room that is set aside does not change what is in a file. */
  private static @Nullable FileOp reserved(String arguments) {
    if (!arguments.contains("KEEP_SIZE")) {
      throw new IllegalArgumentException("not understood: fallocate " + arguments);
    }
    return null;
  }

  /** What stands between the parentheses of a call; all texts are in hexadecimal. */
  private record Arguments(String text) {
    /** Of the file descriptor that comes first; else the first text. */
    @Nullable String path() {
      boolean byDescriptor = Character.isDigit(text.charAt(0));
      int from = text.indexOf(byDescriptor ? '<' : '"');
      int to = text.indexOf(byDescriptor ? '>' : '"', from + 1);
      return from < 0 ? null : new String(bytes(from + 1, to), StandardCharsets.UTF_8);
    }

    String secondPath() {
      int from = text.lastIndexOf('"', text.length() - 2);
      return new String(bytes(from + 1, text.length() - 1), StandardCharsets.UTF_8);
    }

    byte[] data() {
      int from = text.indexOf('"');
      return bytes(from + 1, text.indexOf('"', from + 1));
    }

    long lastNumber() {
      return Long.parseLong(text.substring(text.lastIndexOf(", ") + 2).strip());
    }

    private byte[] bytes(int from, int to) {
      String part = text.substring(from, to);
      return part.startsWith("\\x")
          ? HEX.parseHex(part.replace("\\x", ""))
          : part.getBytes(StandardCharsets.ISO_8859_1);
    }
  }
}
