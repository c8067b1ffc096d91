package dev.holdfast.broker.transport;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.compression.DecompressionException;
import io.netty.handler.codec.compression.ZlibCodecFactory;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionEncoder;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketServerExtensionHandler;
import io.netty.handler.codec.http.websocketx.extensions.compression.PerMessageDeflateServerExtensionHandshaker;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import java.util.zip.DataFormatException;

/**
 * Permessage-deflate (RFC 7692) that inflates no message beyond the payload limit. Vert.x would
 * inflate whatever a frame of that length holds, a thousand times as much: so its handler is
 * replaced, on every connection, before the first request.
 */
final class BoundedDeflate {
  /** The name Vert.x gives its own. */
  private static final String HANDLER = "webSocketExtensionHandler";

  /** The default of zlib. */
  private static final int LEVEL = 6;

  /** A message that just fits must not look like one that does not. */
  private static final int SLACK_BYTES = 1024;

  private BoundedDeflate() {}

  /** Takes the place of the handler of Vert.x on a connection that was just accepted. */
  static void install(HttpConnection connection, int maxMessageBytes) {
    ChannelPipeline pipeline =
        ((HttpServerConnection) connection).channelHandlerContext().pipeline();
    pipeline.replace(
        HANDLER,
        HANDLER,
        new WebSocketServerExtensionHandler(
            new PerMessageDeflateServerExtensionHandshaker(
                LEVEL,
                ZlibCodecFactory.isSupportingWindowSizeAndMemLevel(),
                PerMessageDeflateServerExtensionHandshaker.MAX_WINDOW_SIZE,
                true,
                false,
                maxMessageBytes + SLACK_BYTES)));
  }

  /** Whether the client of this WebSocket has agreed to it. */
  static boolean agreed(ChannelPipeline pipeline) {
    return pipeline.get(WebSocketExtensionEncoder.class) != null;
  }

  /** What a connection is closed with whose message could not be inflated. */
  static WebSocketCloseStatus closeStatus(DecompressionException failure) {
    return failure.getCause() instanceof DataFormatException
        ? WebSocketCloseStatus.INVALID_PAYLOAD_DATA
        : WebSocketCloseStatus.MESSAGE_TOO_BIG;
  }
}
