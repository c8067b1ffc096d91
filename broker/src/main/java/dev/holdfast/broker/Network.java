package dev.holdfast.broker;

import dev.holdfast.broker.config.BrokerConfig;
import dev.holdfast.broker.limits.LimitCounters;
import dev.holdfast.broker.transport.EngineGuards;
import dev.holdfast.broker.transport.EngineServer;
import dev.holdfast.broker.transport.OtherRequests;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.transport.Transport;
import java.util.concurrent.ExecutionException;

/**
 * What clients reach a broker by, and what they may take of it.
 *
 * @param vertx its event loops, with the gate of {@code guards} at their listening sockets
 * @param guards say who may connect
 * @param limits counts how often each limit was hit, also those of sessions
 */
record Network(Vertx vertx, EngineGuards guards, LimitCounters limits) {
  /** Starts the event loops; nothing listens yet. */
  static Network open(BrokerConfig config) {
    LimitCounters limits = new LimitCounters();
    EngineGuards guards = LimitSettings.guards(config, limits);
    Transport fastest = Transport.nativeTransport();
    boolean usable = fastest != null && fastest.available();
    VertxOptions options =
        new VertxOptions().setEventLoopPoolSize(BrokerSettings.eventLoops(config));
    Vertx vertx =
        Vertx.builder()
            .with(options)
            .withTransport(guards.gate().on(usable ? fastest : Transport.NIO))
            .build();
    return new Network(vertx, guards, limits);
  }

  /** Runs what may wait for a disk. */
  void runBlocking(Runnable task) {
    var unused =
        vertx.executeBlocking(
            () -> {
              task.run();
              return true;
            });
  }

  /** Ends the event loops. */
  void close() throws ExecutionException, InterruptedException {
    Await.result(vertx.close());
  }

  /** The server of the clients' ports, which does not listen yet. */
  EngineServer engine(BrokerConfig config, OtherRequests others) {
    return new EngineServer(
        vertx, BrokerSettings.engine(config), others, guards, BrokerSettings.tls(config.tls()));
  }
}
