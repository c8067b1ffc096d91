package dev.holdfast.broker;

import dev.holdfast.broker.admin.AdminServer;
import dev.holdfast.broker.admin.AuditLog;
import dev.holdfast.broker.admin.Operator;
import dev.holdfast.broker.admin.Operators;
import dev.holdfast.broker.admin.Route;
import dev.holdfast.broker.admin.api.AdminApi;
import dev.holdfast.broker.config.AdminConfig;
import dev.holdfast.broker.config.BrokerConfig;
import dev.holdfast.broker.security.SecurityFileException;
import dev.holdfast.broker.security.SecurityWatch;
import dev.holdfast.broker.session.Operations;
import dev.holdfast.broker.session.SessionServices;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
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

  /** What an operator can ask: of what is stored, of sessions, and that the broker is drained. */
  static List<Route> routes(BrokerConfig config, SessionServices services, Drain drain) {
    AdminApi.Subject subject =
        new AdminApi.Subject(
            services.core(),
            new Operations(services),
            BrokerSettings.namespaces(config),
            BrokerSettings.limits(config),
            services.clock());
    List<Route> routes = new ArrayList<>(AdminApi.routes(subject));
    routes.addAll(new DrainRoutes(drain).all());
    return routes;
  }

  /**
   * Listens.
   *
   * @param watch looks at the tokens file from then on
   * @throws SecurityFileException when the tokens file cannot be used
   */
  static Future<BrokerAdmin> start(
      Vertx vertx, AdminConfig config, SecurityWatch watch, AuditLog audit, List<Route> routes)
      throws SecurityFileException {
    String file = config.tokensFile();
    OperatorTokens tokens = file.isEmpty() ? null : OperatorTokens.of(Path.of(file), watch);
    String local = newToken();
    AdminServer.Settings settings =
        new AdminServer.Settings(
            config.host(), config.port(), tokens == null ? null : withLocal(tokens, local));
    return AdminServer.start(vertx, settings, audit, routes)
        .map(server -> new BrokerAdmin(server, config, local))
        .onSuccess(admin -> LOG.info("admin API on {}", admin.url()));
  }

  private static String newToken() {
    byte[] random = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
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
