package dev.holdfast.broker.transport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** How the body of an HTTP answer can be compressed (RFC 9110, sections 8.4.1 and 12.5.3). */
public enum ContentCoding {
  /** The one that is taken where a client likes both the same. */
  GZIP,
  /** In the format of zlib. */
  DEFLATE;

  /** Its name in headers. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The coding a client likes best, or null when it takes neither.
   *
   * @param acceptEncoding the request's header, null where it has none
   */
  public static @Nullable ContentCoding accepted(@Nullable String acceptEncoding) {
    if (acceptEncoding == null) {
      return null;
    }
    double gzip = weight(acceptEncoding, GZIP);
    double deflate = weight(acceptEncoding, DEFLATE);
    if (gzip <= 0 && deflate <= 0) {
      return null;
    }
    return gzip >= deflate ? GZIP : DEFLATE;
  }

  /** These bytes in this coding. */
  public byte[] encode(byte[] plain, int from, int length) {
    ByteArrayOutputStream coded = new ByteArrayOutputStream(length / 2 + 64);
    try (OutputStream out = this == GZIP ? new GZIPOutputStream(coded) : zlib(coded)) {
      out.write(plain, from, length);
    } catch (IOException impossible) {
      throw new UncheckedIOException("writing to memory", impossible);
    }
    return coded.toByteArray();
  }

  private static OutputStream zlib(OutputStream out) {
    return new DeflaterOutputStream(out);
  }

  /** What the header says of a coding: of itself, else of {@code *}; 0 is a refusal. */
  private static double weight(String header, ContentCoding coding) {
    double any = 0;
    for (String element : header.split(",", -1)) {
      String[] parts = element.split(";", -1);
      String name = parts[0].strip();
      if (name.equalsIgnoreCase(coding.name())) {
        return quality(parts);
      } else if (name.equals("*")) {
        any = quality(parts);
      }
    }
    return any;
  }

  private static double quality(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip().toLowerCase(Locale.ROOT);
      if (parameter.startsWith("q=")) {
        return number(parameter.substring(2));
      }
    }
    return 1;
  }

  /** What is no number is no consent. */
  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
