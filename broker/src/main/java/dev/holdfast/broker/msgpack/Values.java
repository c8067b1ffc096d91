package dev.holdfast.broker.msgpack;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.socketio.SocketPacketReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.msgpack.core.MessageFormat;
import org.msgpack.core.MessageUnpacker;

/**
 * Writes the next value of a message as JSON, without building it, and takes the binary out. Used
 * for one message, by one thread.
 */
final class Values {
  /** Characters beyond the basic plane as themselves, as JavaScript writes them. */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
          // What is too deep is found out here before.
          .streamWriteConstraints(
              StreamWriteConstraints.builder().maxNestingDepth(MsgpackFormat.MAX_DEPTH + 1).build())
          .build();

  /** As {@code Date.prototype.toISOString} for the years people use. */
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final MessageUnpacker in;
  private final int messageBytes;
  private final int maxTextBytes;
  private final List<Bytes> attachments = new ArrayList<>(0);

  /**
   * What is left of a message.
   *
   * @param maxTextBytes longest JSON that it may become
   */
  Values(MessageUnpacker in, int messageBytes, int maxTextBytes) {
    this.maxTextBytes = maxTextBytes;
    this.in = in;
    this.messageBytes = messageBytes;
  }

  /** The binary that was taken out so far, in the order of the placeholders. */
  List<Bytes> attachments() {
    return attachments;
  }

  /** Reads one value. */
  Bytes toJson() throws IOException, MalformedMessageException {
    ByteArrayOutputStream json = new ByteArrayOutputStream(messageBytes + 64);
    try (JsonGenerator out = JSON.createGenerator(new Bounded(json))) {
      write(out, 0);
    } catch (TooLongException e) {
      throw new MalformedMessageException("longer in JSON than a message may be");
    }
    return Bytes.of(json.toByteArray());
  }

  /** One byte of a message may be six of the text: that is found out while it grows. */
  private final class Bounded extends OutputStream {
    private final ByteArrayOutputStream to;

    Bounded(ByteArrayOutputStream to) {
      this.to = to;
    }

    @Override
    public void write(int oneByte) throws IOException {
      write(new byte[] {(byte) oneByte}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      if (length > maxTextBytes - to.size()) {
        throw new TooLongException();
      }
      to.write(bytes, from, length);
    }
  }

  /** The text would be too long. */
  private static final class TooLongException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  private void write(JsonGenerator out, int depth) throws IOException, MalformedMessageException {
    if (depth > MsgpackFormat.MAX_DEPTH) {
      throw new MalformedMessageException("nested too deeply");
    }
    MessageFormat format = in.getNextFormat();
    switch (format.getValueType()) {
      case NIL -> {
        in.unpackNil();
        out.writeNull();
      }
      case BOOLEAN -> out.writeBoolean(in.unpackBoolean());
      case INTEGER -> integer(out, format);
      case FLOAT -> number(out, in.unpackDouble());
      case STRING -> out.writeString(in.unpackString());
      case BINARY -> placeholder(out, bytes(in.unpackBinaryHeader()));
      case EXTENSION -> extension(out, format);
      case ARRAY -> {
        out.writeStartArray();
        for (int left = in.unpackArrayHeader(); left > 0; left--) {
          write(out, depth + 1);
        }
        out.writeEndArray();
      }
      case MAP -> map(out, depth);
    }
  }

  private void map(JsonGenerator out, int depth) throws IOException, MalformedMessageException {
    out.writeStartObject();
    for (int left = in.unpackMapHeader(); left > 0; left--) {
      out.writeFieldName(in.unpackString());
      write(out, depth + 1);
    }
    out.writeEndObject();
  }

  private void integer(JsonGenerator out, MessageFormat format) throws IOException {
    if (format == MessageFormat.UINT64) {
      BigInteger large = in.unpackBigInteger();
      out.writeNumber(large);
    } else {
      out.writeNumber(in.unpackLong());
    }
  }

  /** JSON knows neither infinity nor what is no number: null, as in JavaScript. */
  private static void number(JsonGenerator out, double number) throws IOException {
    if (Double.isFinite(number)) {
      out.writeNumber(number);
    } else {
      out.writeNull();
    }
  }

  private void extension(JsonGenerator out, MessageFormat format)
      throws IOException, MalformedMessageException {
    var header = in.unpackExtensionTypeHeader();
    Bytes content = bytes(header.getLength());
    if (header.getType() != MsgpackFormat.JAVASCRIPT_EXTENSION) {
      throw new MalformedMessageException("unknown extension");
    }
    switch (format) {
      case FIXEXT1 -> out.writeNull();
      case FIXEXT8 -> date(out, new BigInteger(content.toArray()).longValue());
      case EXT8, EXT16, EXT32 -> placeholder(out, content);
      default -> throw new MalformedMessageException("unknown extension");
    }
  }

  private static void date(JsonGenerator out, long millis) throws IOException {
    try {
      out.writeString(DATE.format(Instant.ofEpochMilli(millis)));
    } catch (DateTimeException beyondAnyCalendar) {
      out.writeNull();
    }
  }

  private void placeholder(JsonGenerator out, Bytes attachment)
      throws IOException, MalformedMessageException {
    if (attachments.size() == SocketPacketReader.MAX_ATTACHMENTS) {
      throw new MalformedMessageException("too many attachments");
    }
    out.writeStartObject();
    out.writeBooleanField("_placeholder", true);
    out.writeNumberField("num", attachments.size());
    out.writeEndObject();
    attachments.add(attachment);
  }

  /** A length that lies must not make us reserve that much. */
  private Bytes bytes(int length) throws IOException, MalformedMessageException {
    if (length > messageBytes - in.getTotalReadBytes()) {
      throw new MalformedMessageException("cut short");
    }
    return Bytes.of(in.readPayload(length));
  }
}
