package dev.holdfast.it.rig;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A WebSocket client on a plain socket with small buffers, which reads only when it is told to:
 * what it does not read stays with the broker. Answers no ping by itself.
 */
public final class TcpClient implements AutoCloseable {
  /** Some of the loopback's largest segments: it crawls from timeout to timeout with less. */
  private static final int BUFFER_BYTES = 256 << 10;

  private static final int PATIENCE_MS = 10_000;
  private static final long STALLED_NANOS = 300_000_000;
  private static final int FINAL_TEXT = 0x81;
  private static final int FINAL_CLOSE = 0x88;
  private static final int MASKED = 0x80;

  private final Socket socket = new Socket();
  private final DataInputStream in;
  private final DataOutputStream out;
  private final AtomicInteger sent = new AtomicInteger();

  private TcpClient(int port) throws IOException {
    socket.setReceiveBufferSize(BUFFER_BYTES);
    socket.setSendBufferSize(BUFFER_BYTES);
    socket.setSoTimeout(PATIENCE_MS);
    socket.setTcpNoDelay(true);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
    String request =
        """
        GET /socket.io/?EIO=4&transport=websocket HTTP/1.1
        Host: h
        Upgrade: websocket
        Connection: Upgrade
        Sec-WebSocket-Version: 13
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==

        """;
    out.writeBytes(request.replace("\n", "\r\n"));
    out.flush();
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.readUnsignedByte());
    }
  }

  /** An Engine.IO session that has joined no namespace. */
  public static TcpClient open(int port) {
    try {
      TcpClient client = new TcpClient(port);
      client.read();
      return client;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Joins the default namespace; the answer is taken. */
  public static TcpClient connect(int port, String auth) {
    TcpClient client = open(port);
    client.send("40" + auth);
    String answer = client.read();
    if (!answer.startsWith("40{\"sid\":")) {
      throw new AssertionError(answer);
    }
    return client;
  }

  /** Blocks while the broker does not read. */
  public void send(String message) {
    byte[] utf8 = message.getBytes(StandardCharsets.UTF_8);
    try {
      out.writeByte(FINAL_TEXT);
      if (utf8.length < 126) {
        out.writeByte(MASKED | utf8.length);
      } else if (utf8.length < 65536) {
        out.writeByte(MASKED | 126);
        out.writeShort(utf8.length);
      } else {
        out.writeByte(MASKED | 127);
        out.writeLong(utf8.length);
      }
      out.writeInt(0); // a mask that changes nothing
      out.write(utf8);
      out.flush();
      sent.incrementAndGet();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns when nothing more has left for a while, because the broker does not read. */
  public void awaitStall() {
    int before;
    do {
      before = sent.get();
      LockSupport.parkNanos(STALLED_NANOS);
    } while (sent.get() != before);
  }

  /** Sends on a thread of its own; completes when the last one has left. */
  public CompletableFuture<Void> sendAll(Stream<String> messages) {
    return onThread(() -> messages.forEach(this::send));
  }

  /** Runs what blocks on a thread of its own: the common pool has too few on a small machine. */
  public static CompletableFuture<Void> onThread(Runnable blocking) {
    return CompletableFuture.runAsync(blocking, task -> new Thread(task, "tcp-client").start());
  }

  /** The next text message. */
  public String read() {
    try {
      return readText(in.readUnsignedByte());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String readText(int first) throws IOException {
    int second = in.readUnsignedByte();
    long length = second == 126 ? in.readUnsignedShort() : second == 127 ? in.readLong() : second;
    byte[] payload = new byte[(int) length];
    in.readFully(payload); // a frame that the end of the connection has cut short is none
    if (first != FINAL_TEXT) {
      throw new ProtocolException("not a text message: " + Integer.toHexString(first));
    }
    return new String(payload, StandardCharsets.UTF_8);
  }

  /**
   * All text messages that still come until the broker ends the connection without a close frame.
   */
  public List<String> readToEnd() {
    List<String> messages = new ArrayList<>();
    try {
      while (true) {
        messages.add(readText(in.readUnsignedByte()));
      }
    } catch (EOFException ended) {
      return messages;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The status that the broker closes with, whatever text comes before. */
  public int awaitClose() {
    try {
      while (in.readUnsignedByte() != FINAL_CLOSE) {
        int second = in.readUnsignedByte();
        in.skipNBytes(second == 126 ? in.readUnsignedShort() : second);
      }
      in.skipNBytes(1);
      return in.readUnsignedShort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next one that is no ping; pings are answered. */
  public String readAndAnswerPings() {
    String message = read();
    while (message.equals("2")) {
      send("3");
      message = read();
    }
    return message;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
