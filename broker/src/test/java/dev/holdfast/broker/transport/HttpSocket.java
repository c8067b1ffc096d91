package dev.holdfast.broker.transport;

import dev.holdfast.protocol.Bytes;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** One TCP connection that speaks HTTP/1.1 exactly as told. */
public final class HttpSocket implements AutoCloseable {
  /** Headers that ask for a WebSocket. */
  static final String[] WEB_SOCKET_UPGRADE = {
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
  };

  private static final int TIMEOUT_MS = 10_000;

  /** An answer; header names are in lower case. */
  public record Response(int status, Map<String, String> headers, Bytes bytes) {
    /** The body as text. */
    public String body() {
      return bytes.toUtf8();
    }
  }

  private final Socket connection;

  /** The connection itself, or TLS on it. */
  private final Socket socket;

  private final InputStream in;

  /** A connection to this port of the machine. */
  public HttpSocket(int port) {
    this(port, OverTls::over);
  }

  /** One over which something speaks. */
  HttpSocket(int port, Layer layer) {
    try {
      connection = new Socket(InetAddress.getLoopbackAddress(), port);
      connection.setSoTimeout(TIMEOUT_MS);
      connection.setTcpNoDelay(true);
      socket = layer.over(connection);
      in = new BufferedInputStream(socket.getInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What speaks over a connection. */
  @FunctionalInterface
  interface Layer {
    Socket over(Socket connection) throws IOException;
  }

  /** Requests a path and waits for the answer. */
  public Response get(String target, String... headers) {
    begin("GET", target, headers);
    return read();
  }

  /** Sends a body and waits for the answer. */
  public Response post(String target, String body, String... headers) {
    beginPost(target, body, headers);
    return read();
  }

  /** Sends a whole request without waiting for the answer. */
  public HttpSocket begin(String method, String target, String... headers) {
    return write(head(method, target, headers) + "\r\n");
  }

  HttpSocket beginPost(String target, String body, String... headers) {
    byte[] utf8 = body.getBytes(StandardCharsets.UTF_8);
    write(head("POST", target, headers) + "Content-Length: " + utf8.length + "\r\n\r\n");
    return write(utf8);
  }

  /** Sends the head of a POST that promises a body. */
  HttpSocket beginBody(String target, int length) {
    return write(head("POST", target) + "Content-Length: " + length + "\r\n\r\n");
  }

  /** Sends just this. */
  public HttpSocket write(String text) {
    return write(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Sends just this. */
  public HttpSocket write(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next answer. */
  public Response read() {
    try {
      int status = Integer.parseInt(line().substring(9, 12));
      Map<String, String> headers = new TreeMap<>();
      for (String line = line(); !line.isEmpty(); line = line()) {
        int colon = line.indexOf(':');
        headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 2));
      }
      int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
      return new Response(status, headers, Bytes.of(in.readNBytes(length)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next byte, or -1 when the server has closed the connection. */
  public int readByte() {
    try {
      return in.read();
    } catch (IOException reset) {
      return -1;
    }
  }

  /** The next bytes, fewer when the server closes the connection before. */
  byte[] readBytes(int count) {
    try {
      return in.readNBytes(count);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns when something of an answer has arrived here; {@link #read} has it again. */
  public HttpSocket awaitAnswer() {
    try {
      in.mark(1);
      if (in.read() < 0) {
        throw new EOFException("the server closed the connection");
      }
      in.reset();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Breaks the connection; what has arrived is lost. */
  void reset() {
    try {
      connection.setSoLinger(true, 0);
      connection.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String head(String method, String target, String... headers) {
    StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: h\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    return head.toString();
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the server closed the connection");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }
}
