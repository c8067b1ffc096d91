package dev.holdfast.broker.transport;

import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ServerChannel;
import io.vertx.core.transport.Transport;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * A transport of Vert.x whose listening sockets have one more handler, the first to see what they
 * accept. Everything else is left to the transport, by a proxy: its interface belongs to Vert.x,
 * and methods that come with a later version must reach it too.
 */
record GatedTransport(Transport transport, ChannelHandler gate) implements Transport {
  private static final String SERVER_SOCKETS = "serverChannelFactory";

  @Override
  public String name() {
    return transport.name();
  }

  @Override
  public boolean available() {
    return transport.available();
  }

  @Override
  public @Nullable Throwable unavailabilityCause() {
    return transport.unavailabilityCause();
  }

  @Override
  public io.vertx.core.spi.transport.Transport implementation() {
    Class<?> type = io.vertx.core.spi.transport.Transport.class;
    io.vertx.core.spi.transport.Transport inner = transport.implementation();
    return (io.vertx.core.spi.transport.Transport)
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              Object result = invoke(inner, method, arguments);
              return result instanceof ChannelFactory<?> sockets
                      && method.getName().equals(SERVER_SOCKETS)
                  ? gated(sockets)
                  : result;
            });
  }

  private static @Nullable Object invoke(
      Object target, Method method, Object @Nullable [] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException thrown) {
      throw thrown.getCause() == null ? thrown : thrown.getCause();
    }
  }

  private ChannelFactory<ServerChannel> gated(ChannelFactory<?> sockets) {
    return () -> {
      ServerChannel socket = (ServerChannel) sockets.newChannel();
      socket.pipeline().addLast(gate);
      return socket;
    };
  }
}
