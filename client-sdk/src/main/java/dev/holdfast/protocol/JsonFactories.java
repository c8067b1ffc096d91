package dev.holdfast.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;

/** Jackson, set up so that it reads what {@link JsonScanner} lets pass. */
public final class JsonFactories {
  private static final StreamReadConstraints CONSTRAINTS =
      StreamReadConstraints.builder()
          .maxNumberLength(JsonScanner.MAX_NUMBER_LENGTH)
          // Bounded by the packet that they came in.
          .maxNameLength(Integer.MAX_VALUE)
          .maxStringLength(Integer.MAX_VALUE)
          .build();

  private JsonFactories() {}

  /** A factory of its own, for readers of what came over the wire. */
  public static JsonFactory forPackets() {
    return JsonFactory.builder().streamReadConstraints(CONSTRAINTS).build();
  }
}
