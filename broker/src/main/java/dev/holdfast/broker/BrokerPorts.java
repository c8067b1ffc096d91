package dev.holdfast.broker;

import dev.holdfast.broker.admin.AuditLog;
import dev.holdfast.broker.admin.ControlSocket;
import dev.holdfast.broker.admin.Route;
import dev.holdfast.broker.config.MsgpackConfig;
import dev.holdfast.broker.msgpack.MsgpackServer;
import dev.holdfast.broker.queue.Traces;
import dev.holdfast.broker.security.SecurityFileException;
import dev.holdfast.broker.session.Holders;
import dev.holdfast.broker.session.SocketServer;
import dev.holdfast.broker.transport.EngineServer;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a running broker listens: for clients, for clients with the MessagePack parser, for
 * operators, and on the socket in its data directory.
 *
 * @param clients the port of the clients
 * @param msgpack of those with the MessagePack parser; 0 when it is not enabled
 * @param admin null when it is not enabled
 */
record BrokerPorts(int clients, int msgpack, @Nullable BrokerAdmin admin) {
  private static final Logger LOG = LoggerFactory.getLogger(BrokerPorts.class);

  /**
   * Listens on all of them. When this returns the broker serves.
   *
   * @throws ExecutionException when a port is taken
   * @throws SecurityFileException when the file with the operators' tokens cannot be read
   */
  static BrokerPorts open(BrokerParts parts, Closing closing)
      throws ExecutionException, InterruptedException, SecurityFileException {
    EngineServer engine = closing.add(parts.engine(), server -> Await.result(server.stop()));
    AuditLog audit = new AuditLog(System::currentTimeMillis);
    SocketServer server = new SocketServer(parts.services());
    int clients = Await.result(engine.listen(server));
    int msgpack = listenForMsgpack(parts.config().msgpack(), engine, server);
    BrokerAdmin admin =
        parts.config().admin().enabled() ? listenForOperators(parts, audit, closing) : null;
    parts.access().start();
    parts.insight().health().serving(parts.watch()::isLow, parts.drain()::isBegun);
    openControl(parts, admin, audit, closing);
    return new BrokerPorts(clients, msgpack, admin);
  }

  private static int listenForMsgpack(
      MsgpackConfig config, EngineServer engine, SocketServer server)
      throws ExecutionException, InterruptedException {
    if (!config.enabled()) {
      return 0;
    }
    int listening = Await.result(engine.listenAlso(config.port(), new MsgpackServer(server)));
    LOG.info("listening for MessagePack on port {}", listening);
    return listening;
  }

  private static BrokerAdmin listenForOperators(BrokerParts parts, AuditLog audit, Closing closing)
      throws ExecutionException, InterruptedException, SecurityFileException {
    List<Route> routes =
        new ArrayList<>(BrokerAdmin.routes(parts.config(), parts.services(), parts.drain()));
    routes.addAll(parts.insight().routes(parts.network()::runBlocking));
    Future<BrokerAdmin> listening =
        BrokerAdmin.start(
            parts.network().vertx(), parts.config().admin(), parts.access(), audit, routes);
    return closing.add(Await.result(listening), admin -> Await.result(admin.close()));
  }

  private static void openControl(
      BrokerParts parts, @Nullable BrokerAdmin admin, AuditLog audit, Closing closing) {
    TraceControl trace =
        new TraceControl(
            new Traces(parts.store()),
            parts.store().lineage(),
            new Holders(parts.services().directory()),
            parts.services().clock());
    ControlSocket control =
        ControlSocket.open(
            parts.config().storage().dataDir(),
            BrokerControl.commands(parts.store(), admin, audit, trace));
    if (control != null) {
      closing.add(control, ControlSocket::stop);
    }
  }
}
