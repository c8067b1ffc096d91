package dev.holdfast.security;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A permission file for tests of other things: everybody may do everything. */
public final class AllPermissions {
  private static final String EVERYTHING =
      """
      namespaces:
        - name: "/*"
          rules:
            - who: anyone
              join: ["*"]
              history: ["*"]
              emit: [{events: ["*"], to: ["*"]}]
              shared: ["*"]
              backend: true
              admin: [dead-letters, cancel]
      """;

  private AllPermissions() {}

  /** Writes it into a directory. */
  public static Path in(Path directory) {
    try {
      return Files.writeString(directory.resolve("permissions.yaml"), EVERYTHING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
