package dev.holdfast.it.rig;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Base64;

/** A binary argument, as test and drivers write it to each other: {@code {"$binary": base64}}. */
public record Binary(@JsonProperty("$binary") String base64) {
  public static Binary of(byte... bytes) {
    return new Binary(Base64.getEncoder().encodeToString(bytes));
  }

  byte[] toBytes() {
    return Base64.getDecoder().decode(base64);
  }
}
