package dev.holdfast.proof;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.it.rig.Workspace;
import dev.holdfast.proof.check.Report;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;

/**
 * Adds up what a kind of fault did, prints it, and appends it as one line of JSON to {@code
 * target/proof/summary.jsonl}.
 */
public final class Summary implements AutoCloseable {
  /** Begins the kind of a fault that was planted, to see whether it is found. */
  public static final String PLANTED = "planted: ";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final ObjectNode line = JSON.createObjectNode();
  private final Map<String, Integer> places = new TreeMap<>();
  private int faults;
  private long durable;
  private long deliveries;
  private int violations;

  /** Where the lines go, unless {@code holdfast.proof.summary} names another file. */
  static Path file() {
    String file = Workspace.module().resolve("target/proof/summary.jsonl").toString();
    return Path.of(System.getProperty("holdfast.proof.summary", file));
  }

  /** Adds a line of JSON. */
  public static void append(String line) throws IOException {
    Files.createDirectories(file().getParent());
    Files.writeString(file(), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** For this kind of fault, drawn from this seed. */
  public Summary(String kind, long seed) {
    line.put("kind", kind);
    line.put("seed", seed);
  }

  /** A fault came here. */
  public void fault(String place) {
    faults++;
    places.merge(place, 1, Integer::sum);
  }

  /** So many faults came, wherever. */
  public void faults(int count) {
    faults += count;
  }

  /** What was found in another way than by the checker. */
  public void violations(int count) {
    violations += count;
  }

  /** Histories were checked. */
  public void checked(Report report) {
    durable += report.durable();
    deliveries += report.deliveries();
    violations += report.violations().size();
  }

  /** How often a fault came to each place. */
  public Map<String, Integer> places() {
    return places;
  }

  /** Something else to be told. */
  public void put(String name, long value) {
    line.put(name, value);
  }

  @Override
  public void close() {
    line.put("faults", faults);
    line.put("events", durable);
    line.put("deliveries", deliveries);
    line.put("violations", violations);
    line.set("places", JSON.valueToTree(places));
    try {
      String text = JSON.writeValueAsString(line);
      System.out.println("proof: " + text);
      append(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
