package dev.holdfast.it.conformance;

import dev.holdfast.client.HoldfastBackend;
import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * The application of the conformance cases, written from {@code docs/coming-from-socket-io.md}
 * alone, as somebody would who moves a Socket.IO server.
 */
final class PageBackend {

  private PageBackend() {}

  /** Returns when a back-end is connected to each namespace; closing the result ends both. */
  static Application.Running start(URI url) {
    List<HoldfastBackend> backends = List.of(open(url, "/"), open(url, "/custom"));
    return () -> backends.forEach(HoldfastBackend::close);
  }

  private static HoldfastBackend open(URI url, String namespace) {
    HoldfastBackend io =
        HoldfastBackend.builder(url.toString())
            .clientId("conformance")
            .namespace(namespace)
            .build();
    io.onConnection(socket -> socket.emit("auth", socket.auth(Map.class)));
    io.on("message", (socket, event) -> socket.emit("message-back", event.args()));
    io.on("message-with-ack", (socket, event) -> event.reply(event.args()));
    io.connect().toCompletableFuture().join();
    return io;
  }
}
