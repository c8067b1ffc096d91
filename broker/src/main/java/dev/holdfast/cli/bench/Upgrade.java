package dev.holdfast.cli.bench;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.SplittableRandom;

/**
 * The HTTP part of a WebSocket (RFC 6455, section 4.1). Leaves the pipeline to a {@link
 * FrameReader} once the broker has agreed. What agrees and is no Holdfast shows with its first
 * packet.
 */
final class Upgrade extends SimpleChannelInboundHandler<FullHttpResponse> {
  private static final int MAX_ANSWER_BYTES = 1 << 16;
  private static final int KEY_BYTES = 16;

  private final Address address;
  private final Client client;

  private Upgrade(Address address, Client client) {
    this.address = address;
    this.client = client;
  }

  static void install(ChannelPipeline pipeline, Address address, Client client) {
    pipeline.addLast(
        new HttpClientCodec(),
        new HttpObjectAggregator(MAX_ANSWER_BYTES),
        new Upgrade(address, client));
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    var unused = ctx.writeAndFlush(request());
  }

  private HttpRequest request() {
    byte[] key = new byte[KEY_BYTES];
    new SplittableRandom().nextBytes(key);
    HttpRequest request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1, HttpMethod.GET, address.target(), Unpooled.EMPTY_BUFFER);
    request
        .headers()
        .set(HttpHeaderNames.HOST, address.host() + ":" + address.port())
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
        .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
        .set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, "13")
        .set(HttpHeaderNames.SEC_WEBSOCKET_KEY, Base64.getEncoder().encodeToString(key));
    return request;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, FullHttpResponse answer) {
    if (!answer.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
      String body = answer.content().toString(StandardCharsets.UTF_8).strip();
      client.lost("the broker answered " + answer.status() + (body.isEmpty() ? "" : ": " + body));
      return;
    }
    ChannelPipeline pipeline = ctx.pipeline();
    pipeline.addLast(new FrameReader(client));
    pipeline.remove(HttpObjectAggregator.class);
    pipeline.remove(this);
    pipeline.remove(HttpClientCodec.class); // hands on what came behind the answer
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    client.lost("the connection was closed before the WebSocket was open");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    client.lost("the connection failed: " + cause.getMessage());
  }
}
