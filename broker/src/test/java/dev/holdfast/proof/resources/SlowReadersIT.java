package dev.holdfast.proof.resources;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.it.rig.BrokerProcess;
import dev.holdfast.it.rig.FaultProxy;
import dev.holdfast.it.rig.Passage;
import dev.holdfast.proof.Proof;
import dev.holdfast.proof.net.Emits;
import dev.holdfast.proof.net.Fleet;
import dev.holdfast.proof.net.Tally;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many readers on lines of 1 KB/s, which get less than is emitted to them, beside a fast one: that
 * one's latency is measured with and without them, in turns, so that both figures are of the same
 * minutes of the machine. Its load is {@code holdfast bench}, in a process of its own.
 *
 * <p>The short run shows that everything works and that the heap stays flat; latency is judged from
 * 200 readers and five turns on, as one turn says nothing about a percentile.
 */
class SlowReadersIT {
  private static final int READERS = Proof.times("slowReaders", 20);
  private static final int TURNS = Proof.times("slowReaders.turns", 1);
  private static final int SECONDS = Proof.times("slowReaders.seconds", 1);
  private static final int TURNS_TO_JUDGE = 5;
  private static final double LATENCY_LIMIT = 1.2;
  private static final double HEAP_LIMIT = 1.1;
  private static final double HEAP_SLACK_MIB = 4;
  private static final long SEED = Tally.seed();
  private static final int BYTES_PER_SECOND = 1024;
  private static final int EVENT_BYTES = 256;
  private static final int EMITS_PER_SECOND = 20;

  /** So few events under way that a ping comes through in time. */
  private static final String WINDOW = ",\"window\":16";

  private static final int HEAP_MIB = 256;
  private static final Pattern HEAP_USED = Pattern.compile("total \\d+K, used (\\d+)K");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Tally tally = Tally.of("slow-readers", SEED);
  private final List<Double> alone = new ArrayList<>();
  private final List<Double> beside = new ArrayList<>();

  @Test
  void theFastOneDoesNotNoticeTheSlowOnesNorDoesTheHeap(@TempDir Path data) throws Exception {
    try (BrokerProcess broker = BrokerProcess.start("slow-readers", data, "", HEAP_MIB);
        FaultProxy proxy = FaultProxy.to(broker.port());
        Fleet slow = new Fleet(proxy.url().getPort(), "slow", tally);
        Emits emits = new Emits(broker.port(), "slow", "x".repeat(EVENT_BYTES))) {
      slow.add(READERS, "batch", WINDOW, new Random(SEED));
      slow.awaitJoined();
      p99(broker); // has the broker's code compiled
      AtomicBoolean over = new AtomicBoolean();
      CompletableFuture<Void> feeding =
          CompletableFuture.runAsync(() -> feed(emits, over), task -> new Thread(task).start());
      List<Double> heap = new ArrayList<>();
      for (int turn = 0; turn < TURNS; turn++) {
        slow.away();
        alone.add(p99(broker));
        proxy.pass(Passage.FREE, Passage.throttled(BYTES_PER_SECOND));
        int before = slow.leastReceived();
        slow.back();
        beside.add(p99(broker));
        heap.add(heapMib(broker));
        if (slow.leastReceived() <= before) {
          tally.violated("a slow reader got nothing in turn " + turn);
        }
      }
      over.set(true);
      feeding.get(60, TimeUnit.SECONDS);
      judge(heap);
      tally.figure("received", slow.leastReceived()).figure("connects", slow.connects());
    }
    tally.close(TURNS);
  }

  private void judge(List<Double> heap) {
    double ratio = median(beside) / median(alone);
    tally
        .figure("readers", READERS)
        .figure("p99AloneMs", alone)
        .figure("p99BesideMs", beside)
        .figure("p99Ratio", ratio)
        .figure("heapMiB", heap);
    if (TURNS >= TURNS_TO_JUDGE && ratio > LATENCY_LIMIT) {
      tally.violated("the fast one's p99 is " + ratio + " times its figure alone");
    }
    if (heap.get(heap.size() - 1) > heap.get(0) * HEAP_LIMIT + HEAP_SLACK_MIB) {
      tally.violated("the heap grew: " + heap);
    }
  }

  /** More than the slow ones can take. */
  private static void feed(Emits emits, AtomicBoolean over) {
    while (!over.get()) {
      emits.emit(1);
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1) / EMITS_PER_SECOND);
    }
    emits.settle();
  }

  /** Of a publisher and a subscriber at a rate the broker keeps easily, in milliseconds. */
  private static double p99(BrokerProcess broker) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String jar = System.getProperty("holdfast.jar", "target/holdfast.jar");
    List<String> command =
        new ArrayList<>(List.of(java, "-Xmx256m", "-jar", jar, "bench", broker.url().toString()));
    Collections.addAll(command, "--rate", "1000", "--warmup", SECONDS + "s", "--json");
    Collections.addAll(command, "--duration", SECONDS + "s", "--client-prefix", "fast");
    JsonNode result = JSON.readTree(output(command));
    return result.path("latencyMs").path("p99").asDouble();
  }

  private static double heapMib(BrokerProcess broker) throws IOException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    output(List.of(jcmd, Long.toString(broker.pid()), "GC.run"));
    Matcher used =
        HEAP_USED.matcher(output(List.of(jcmd, Long.toString(broker.pid()), "GC.heap_info")));
    if (!used.find()) {
      throw new AssertionError("no heap size in what jcmd says");
    }
    return Long.parseLong(used.group(1)) / 1024.0;
  }

  private static String output(List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (var out = process.getInputStream()) {
      String text = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError(command + " ended with " + process.exitValue() + ": " + text);
      }
      return text;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    } finally {
      process.destroyForcibly();
    }
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }
}
