package dev.holdfast.cli;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.VMOption;
import java.lang.management.ManagementFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the JVM give back to the system what its heap does not need any more. Left alone it keeps
 * more than twice of what is in use, and while idle it does not even look: after a rush of
 * connections a broker would stay as large as it was in the rush. What was given on the command
 * line stays.
 */
final class HeapReturn {
  private static final Logger LOG = LoggerFactory.getLogger(HeapReturn.class);

  /** How much of the heap should be free after a collection, and how much may be. */
  private static final int MIN_FREE_PERCENT = 20;

  private static final int MAX_FREE_PERCENT = 40;

  /** When nothing was collected for so long, the JVM looks what can be given back. */
  private static final int IDLE_COLLECTION_MS = 30_000;

  private HeapReturn() {}

  /** Sets these flags of the running JVM, where nobody else has. */
  static void configure() {
    HotSpotDiagnosticMXBean jvm =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    if (jvm != null) {
      // The smaller first: it must never exceed the larger.
      set(jvm, "MinHeapFreeRatio", MIN_FREE_PERCENT);
      set(jvm, "MaxHeapFreeRatio", MAX_FREE_PERCENT);
      set(jvm, "G1PeriodicGCInterval", IDLE_COLLECTION_MS);
    }
  }

  private static void set(HotSpotDiagnosticMXBean jvm, String flag, int value) {
    try {
      if (jvm.getVMOption(flag).getOrigin() == VMOption.Origin.DEFAULT) {
        jvm.setVMOption(flag, Integer.toString(value));
      }
    } catch (IllegalArgumentException unknownOrOutOfRange) {
      LOG.debug("left the JVM's {} as it is", flag, unknownOrOutOfRange);
    }
  }
}
