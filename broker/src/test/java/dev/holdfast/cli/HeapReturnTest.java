package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.VMOption;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HeapReturnTest {
  private static final List<String> FLAGS =
      List.of("MinHeapFreeRatio", "MaxHeapFreeRatio", "G1PeriodicGCInterval");

  private final HotSpotDiagnosticMXBean jvm =
      ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
  private final Map<String, String> before =
      FLAGS.stream().collect(Collectors.toMap(flag -> flag, this::value));

  /** The larger ratio first, so that the smaller never exceeds it. */
  @AfterEach
  void restore() {
    jvm.setVMOption("MaxHeapFreeRatio", before.get("MaxHeapFreeRatio"));
    jvm.setVMOption("MinHeapFreeRatio", before.get("MinHeapFreeRatio"));
    jvm.setVMOption("G1PeriodicGCInterval", before.get("G1PeriodicGCInterval"));
  }

  private String value(String flag) {
    return jvm.getVMOption(flag).getValue();
  }

  @Test
  void flagsNobodyHasSetAreSetOnceAndThenLeftAlone() {
    boolean untouched =
        FLAGS.stream()
            .allMatch(flag -> jvm.getVMOption(flag).getOrigin() == VMOption.Origin.DEFAULT);
    HeapReturn.configure();
    if (untouched) {
      assertThat(FLAGS).extracting(this::value).containsExactly("20", "40", "30000");
    }
    jvm.setVMOption("MaxHeapFreeRatio", "60");
    HeapReturn.configure();
    assertThat(value("MaxHeapFreeRatio")).isEqualTo("60");
  }
}
