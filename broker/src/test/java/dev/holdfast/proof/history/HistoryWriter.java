package dev.holdfast.proof.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Appends to one history, a JSON object per line; each is handed to the operating system at once,
 * so that it outlives the process that noted it. Thread-safe.
 */
public final class HistoryWriter implements AutoCloseable {
  /** Ends the name of a history's file. */
  static final String SUFFIX = ".jsonl";

  private static final ObjectWriter JSON = new ObjectMapper().writerFor(Entry.class);

  private final BufferedWriter out;

  private HistoryWriter(BufferedWriter out) {
    this.out = out;
  }

  /**
   * Begins a history, or goes on with it.
   *
   * @param part tells apart what several writers note of one client at the same time
   */
  public static HistoryWriter append(Path directory, String client, int part) {
    Path file = directory.resolve(client + "." + part + SUFFIX);
    try {
      return new HistoryWriter(
          Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The time to be noted. */
  public static long now() {
    return System.nanoTime();
  }

  /** Notes one thing. */
  public synchronized void note(Entry entry) {
    try {
      out.write(JSON.writeValueAsString(entry));
      out.write('\n');
      out.flush();
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(entry.toString(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
