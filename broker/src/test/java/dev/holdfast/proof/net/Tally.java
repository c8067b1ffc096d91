package dev.holdfast.proof.net;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.proof.Summary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one fault of the rig came to: counted while it runs, then one line of JSON in {@code
 * target/proof} and on standard output. Thread-safe.
 */
public final class Tally {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String fault;
  private final long seed;
  private final List<String> violations = Collections.synchronizedList(new ArrayList<>());
  private final Map<String, Object> figures = Collections.synchronizedMap(new LinkedHashMap<>());

  private Tally(String fault, long seed) {
    this.fault = fault;
    this.seed = seed;
  }

  /**
   * A fault whose runs begin.
   *
   * @param fault as the table of docs/reliability.md calls it
   * @param seed of all that is drawn at random
   */
  public static Tally of(String fault, long seed) {
    return new Tally(fault, seed);
  }

  /** The seed to repeat a run with, {@code holdfast.proof.seed}, or a new one. */
  public static long seed() {
    return Long.getLong("holdfast.proof.seed", System.nanoTime());
  }

  /** A promise was broken; the message says which and how. */
  public void violated(String what) {
    violations.add(what);
  }

  /** Something measured, with its unit in the name. */
  public Tally figure(String name, Object value) {
    figures.put(name, value);
    return this;
  }

  /** Writes the line, and fails the test if a promise was broken. */
  public void close(int runs) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("kind", fault);
    line.put("seed", seed);
    line.put("faults", runs);
    line.put("violations", violations.size());
    line.putAll(figures);
    try {
      String text = JSON.writeValueAsString(line);
      System.out.println("proof: " + text);
      Summary.append(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!violations.isEmpty()) {
      throw new AssertionError(
          "%s, seed %d: %s".formatted(fault, seed, String.join("\n", violations)));
    }
  }
}
