package dev.holdfast.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IVersionProvider;

/** What this program calls itself. */
public final class Version implements IVersionProvider {
  private Version() {}

  /** The version of the jar; without one it runs from a build directory. */
  static String text() {
    @Nullable String version = Version.class.getPackage().getImplementationVersion();
    return "holdfast " + (version == null ? "(development build)" : version);
  }

  @Override
  public String[] getVersion() {
    return new String[] {text(), "Java " + Runtime.version()};
  }
}
