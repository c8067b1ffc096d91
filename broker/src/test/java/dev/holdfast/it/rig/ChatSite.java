package dev.holdfast.it.rig;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The site of the classic chat: one page and the stock client's browser bundle, on an origin of its
 * own, as a page served by some application's web server would be.
 */
public final class ChatSite implements AutoCloseable {
  private final HttpServer server;

  private ChatSite(HttpServer server) {
    this.server = server;
  }

  /** Serves on a free port of 127.0.0.1. */
  public static ChatSite start() {
    Path bundle =
        NpmPackages.install().resolve("node_modules/socket.io-client/dist/socket.io.min.js");
    try {
      var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      HttpServer server = HttpServer.create(address, 0);
      serve(server, "/chat.html", "text/html", Workspace.jsSources().resolve("chat/index.html"));
      serve(server, "/socket.io.js", "text/javascript", bundle);
      server.start();
      return new ChatSite(server);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the broker has to allow as an origin. */
  public String origin() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /**
   * The page, calling {@code io(broker, options)}.
   *
   * @param options the second argument of io(), JSON
   * @param acks whether the page's handler calls its ack function
   */
  public URI page(URI broker, String options, Acks acks) {
    String io = "[\"%s\",%s]".formatted(broker, options);
    return URI.create(
        "%s/chat.html?acks=%s&io=%s"
            .formatted(
                origin(),
                acks == Acks.EACH ? "each" : "none",
                URLEncoder.encode(io, StandardCharsets.UTF_8)));
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private static void serve(HttpServer server, String path, String type, Path file)
      throws IOException {
    byte[] content = Files.readAllBytes(file);
    server.createContext(
        path,
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
          exchange.sendResponseHeaders(200, content.length);
          exchange.getResponseBody().write(content);
          exchange.close();
        });
  }
}
