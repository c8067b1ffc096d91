package dev.holdfast.broker.transport;

import dev.holdfast.protocol.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** A raw WebSocket whose client has asked for permessage-deflate and compresses each message. */
final class DeflateSocket implements AutoCloseable {
  private static final int FIRST_COMPRESSED_TEXT = 0xc1;
  private static final int COMPRESSED = 0x40;
  private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};

  /** A frame; {@code payload} is inflated. */
  record Frame(int opcode, boolean compressed, Bytes payload) {
    String text() {
      return payload.toUtf8();
    }
  }

  final HttpSocket http;
  final HttpSocket.Response handshake;
  private final Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
  private final Inflater inflater = new Inflater(true);

  /** Opens a session; what it has read is the HTTP answer only. */
  DeflateSocket(int port) {
    http = new HttpSocket(port);
    String[] headers = Arrays.copyOf(HttpSocket.WEB_SOCKET_UPGRADE, 5);
    headers[4] = "Sec-WebSocket-Extensions: permessage-deflate";
    handshake = http.get("/socket.io/?EIO=4&transport=websocket", headers);
  }

  void send(String text) {
    sendFrame(FIRST_COMPRESSED_TEXT, deflate(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Sends any bytes in a frame that says they are compressed text. */
  void sendCompressed(byte[] coded) {
    sendFrame(FIRST_COMPRESSED_TEXT, coded);
  }

  /** What a message of this many bytes, all the same, shrinks to. */
  byte[] deflate(byte[] plain) {
    deflater.reset(); // no message builds on another, as agreed
    deflater.setInput(plain);
    ByteArrayOutputStream coded = new ByteArrayOutputStream();
    byte[] chunk = new byte[8192];
    for (int n = flush(chunk); n > 0; n = flush(chunk)) {
      coded.write(chunk, 0, n);
    }
    byte[] whole = coded.toByteArray();
    return Arrays.copyOf(whole, whole.length - TAIL.length);
  }

  private int flush(byte[] chunk) {
    return deflater.deflate(chunk, 0, chunk.length, Deflater.SYNC_FLUSH);
  }

  private void sendFrame(int first, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(payload.length + 14).put((byte) first);
    if (payload.length < 126) {
      frame.put((byte) (0x80 | payload.length));
    } else {
      frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
    }
    frame.putInt(0).put(payload); // masked with zeros: the payload stays as it is
    http.write(Arrays.copyOf(frame.array(), frame.position()));
  }

  /** The next frame. */
  Frame next() {
    int first = http.readByte();
    int length = http.readByte();
    if (length == 126) {
      length = http.readByte() << 8 | http.readByte();
    }
    byte[] payload = new byte[length];
    for (int i = 0; i < length; i++) {
      payload[i] = (byte) http.readByte();
    }
    boolean compressed = (first & COMPRESSED) != 0;
    return new Frame(first & 0xf, compressed, Bytes.of(compressed ? inflate(payload) : payload));
  }

  private byte[] inflate(byte[] coded) {
    byte[] input = Arrays.copyOf(coded, coded.length + TAIL.length);
    System.arraycopy(TAIL, 0, input, coded.length, TAIL.length);
    inflater.reset();
    inflater.setInput(input);
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    byte[] chunk = new byte[8192];
    try {
      for (int n = inflater.inflate(chunk); n > 0; n = inflater.inflate(chunk)) {
        plain.write(chunk, 0, n);
      }
    } catch (DataFormatException e) {
      throw new AssertionError(e);
    }
    return plain.toByteArray();
  }

  @Override
  public void close() {
    deflater.end();
    inflater.end();
    http.close();
  }
}
