package dev.holdfast.broker.transport;

import dev.holdfast.protocol.Bytes;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * Makes a WebSocket of an HTTP request (RFC 6455, section 4.2). With the answer the channel changes
 * hands: all that Vert.x has on it is taken off and can be collected, which is more than half of
 * what an idle connection would keep. From then on a {@link WebSocketChannel} is all there is.
 *
 * <p>Owner thread: the event loop that accepted the request.
 */
final class WebSocketHandshake {
  private static final String VERSION = "13";
  private static final String ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  /** What Vert.x calls its first handler of HTTP; what stands before it, TLS, is not HTTP's. */
  private static final String HTTP_DECODER = "httpDecoder";

  private final EngineLane lane;
  private final Exchange exchange;
  private final HttpServerRequest request;

  /** For a request whose query has been checked. */
  WebSocketHandshake(Exchange exchange) {
    this.lane = exchange.arrival();
    this.exchange = exchange;
    this.request = exchange.request();
  }

  /** True when the request does not ask properly; then it has been answered. */
  boolean refused() {
    String connection = request.getHeader(HttpHeaderNames.CONNECTION);
    if (!request.method().equals(HttpMethod.GET)) {
      return refuse(405, "A WebSocket is asked for with GET.");
    }
    if (connection == null || !connection.toLowerCase(Locale.ROOT).contains("upgrade")) {
      return refuse(400, "\"Connection\" header must be \"Upgrade\".");
    }
    if (!VERSION.equals(request.getHeader(HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
      exchange.header("Sec-WebSocket-Version", VERSION);
      return refuse(426, "Invalid WebSocket version");
    }
    if (request.getHeader(HttpHeaderNames.SEC_WEBSOCKET_KEY) == null || hasBody()) {
      return refuse(400, "Bad Request");
    }
    return false;
  }

  /** What follows would not be frames. */
  private boolean hasBody() {
    String length = request.getHeader(HttpHeaderNames.CONTENT_LENGTH);
    return request.getHeader(HttpHeaderNames.TRANSFER_ENCODING) != null
        || (length != null && !length.strip().equals("0"));
  }

  private boolean refuse(int status, String why) {
    exchange.header("Connection", "close");
    var unused = exchange.answer(status, Exchange.HTML, Bytes.utf8(why));
    return true;
  }

  /**
   * Answers 101 and takes the channel over.
   *
   * @param session the one it is for
   * @param opened is given the socket when frames can be written to it, and before one is read
   */
  void accept(EngineSession session, Opened opened) {
    lane.assertOwner();
    Channel channel =
        ((HttpServerConnection) request.connection()).channelHandlerContext().channel();
    boolean deflates =
        lane.settings().compression().webSocket()
            && MessageDeflate.isOffered(request.getHeader("Sec-WebSocket-Extensions"));
    WebSocketChannel socket = new WebSocketChannel(session, lane, channel, deflates);
    unflushed(channel, answer(deflates));
    ChannelPipeline pipeline = channel.pipeline();
    ChannelHandler decoder = withoutHttp(pipeline);
    pipeline.addLast(socket);
    try {
      opened.onSocket(socket);
    } finally {
      // Last: they hand on what they have read beyond the request.
      pipeline.remove(decoder);
      HttpGuard.remove(pipeline);
      channel.flush();
    }
  }

  /** Hears of a WebSocket. */
  @FunctionalInterface
  interface Opened {
    void onSocket(WebSocketChannel socket);
  }

  private FullHttpResponse answer(boolean deflates) {
    FullHttpResponse answer =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS, Unpooled.EMPTY_BUFFER);
    request.response().headers().forEach(h -> answer.headers().add(h.getKey(), h.getValue()));
    answer
        .headers()
        .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
        .set(
            HttpHeaderNames.SEC_WEBSOCKET_ACCEPT,
            acceptOf(request.getHeader(HttpHeaderNames.SEC_WEBSOCKET_KEY)));
    if (deflates) {
      answer.headers().set(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS, MessageDeflate.AGREED);
    }
    return answer;
  }

  /** What proves that the key was read by a WebSocket server. */
  static String acceptOf(String key) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      byte[] both = (key.strip() + ACCEPT_SUFFIX).getBytes(StandardCharsets.ISO_8859_1);
      return Base64.getEncoder().encodeToString(sha1.digest(both));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    }
  }

  /**
   * Takes HTTP off but for its decoder, which is returned, from the end so that none is entered.
   */
  private static ChannelHandler withoutHttp(ChannelPipeline pipeline) {
    ChannelHandler decoder = pipeline.get(HTTP_DECODER);
    List<ChannelHandler> handlers = new ArrayList<>(pipeline.toMap().values());
    for (int i = handlers.size() - 1; handlers.get(i) != decoder; i--) {
      pipeline.remove(handlers.get(i));
    }
    return decoder;
  }

  /** A write that fails is told by the channel's end. */
  private static void unflushed(Channel channel, Object message) {
    var unused = channel.write(message);
  }
}
