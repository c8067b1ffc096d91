package dev.holdfast.proof;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** Runs the tests of one class in this JVM; what a failed one has written is kept. */
final class TestRun {
  private TestRun() {}

  /** With the class's name; ends with 0 when there were tests and none failed. */
  public static void main(String[] arguments) {
    var request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(DiscoverySelectors.selectClass(arguments[0]))
            .configurationParameter("junit.jupiter.tempdir.cleanup.mode.default", "ON_SUCCESS")
            .build();
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create().execute(request, listener);
    var summary = listener.getSummary();
    summary.printFailuresTo(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
    boolean allWell = summary.getTestsSucceededCount() == summary.getTestsFoundCount();
    System.exit(allWell && summary.getTestsFoundCount() > 0 ? 0 : 1);
  }
}
