package dev.holdfast.broker;

import dev.holdfast.broker.admin.AdminServer;
import dev.holdfast.broker.admin.AuditLog;
import dev.holdfast.broker.admin.Operator;
import dev.holdfast.broker.admin.Operators;
import dev.holdfast.broker.admin.Route;
import dev.holdfast.broker.admin.api.AdminApi;
import dev.holdfast.broker.config.AdminConfig;
import dev.holdfast.broker.config.BrokerConfig;
import dev.holdfast.broker.session.Operations;
import dev.holdfast.broker.session.SessionServices;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The admin API of one broker. Besides the operators of the tokens file it knows one token that is
 * made at each start and given out over the control socket alone.
 */
final class BrokerAdmin {
  private static final Logger LOG = LoggerFactory.getLogger(BrokerAdmin.class);
  private static final int TOKEN_BYTES = 32;

  private final AdminServer server;
  private final AdminConfig config;
  private final String localToken;

  private BrokerAdmin(AdminServer server, AdminConfig config, String localToken) {
    this.server = server;
    this.config = config;
    this.localToken = localToken;
  }

  /** What an operator can ask of what is stored, and of sessions. */
  static List<Route> routes(BrokerConfig config, SessionServices services) {
    return AdminApi.routes(
        new AdminApi.Subject(
            services.core(),
            new Operations(services),
            BrokerSettings.namespaces(config),
            BrokerSettings.limits(config),
            services.clock()));
  }

  /** Listens. */
  static Future<BrokerAdmin> start(
      Vertx vertx, AdminConfig config, @Nullable Operators operators, List<Route> routes) {
    byte[] random = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(random);
    String token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    AdminServer.Settings settings =
        new AdminServer.Settings(
            config.host(), config.port(), operators == null ? null : withLocal(operators, token));
    return AdminServer.start(vertx, settings, new AuditLog(System::currentTimeMillis), routes)
        .map(server -> new BrokerAdmin(server, config, token))
        .onSuccess(admin -> LOG.info("admin API on {}", admin.url()));
  }

  private static Operators withLocal(Operators operators, String token) {
    byte[] local = token.getBytes(StandardCharsets.UTF_8);
    return given ->
        MessageDigest.isEqual(local, given.getBytes(StandardCharsets.UTF_8))
            ? Operator.LOCAL
            : operators.find(given);
  }

  /** The port it listens on. */
  int port() {
    return server.port();
  }

  /** Where it is. */
  String url() {
    String host = config.host().indexOf(':') >= 0 ? "[" + config.host() + "]" : config.host();
    return "http://" + host + ":" + server.port();
  }

  /** What whoever has the control socket may use it with; of no use where none is asked for. */
  String localToken() {
    return localToken;
  }

  Future<Void> close() {
    return server.close();
  }
}
