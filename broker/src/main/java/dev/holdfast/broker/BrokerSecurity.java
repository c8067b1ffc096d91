package dev.holdfast.broker;

import dev.holdfast.broker.config.AuthConfig;
import dev.holdfast.broker.config.JwtConfig;
import dev.holdfast.broker.config.PermissionFile;
import dev.holdfast.broker.security.AccessFile;
import dev.holdfast.broker.security.AuthCounters;
import dev.holdfast.broker.security.Authentication;
import dev.holdfast.broker.security.HttpFetch;
import dev.holdfast.broker.security.JwksUrl;
import dev.holdfast.broker.security.JwtAlgorithm;
import dev.holdfast.broker.security.JwtAuthenticator;
import dev.holdfast.broker.security.JwtRules;
import dev.holdfast.broker.security.KeyFile;
import dev.holdfast.broker.security.KeySource;
import dev.holdfast.broker.security.Revocations;
import dev.holdfast.broker.security.Security;
import dev.holdfast.broker.security.SecurityFileException;
import dev.holdfast.broker.security.SecurityWatch;
import dev.holdfast.broker.security.Share;
import dev.holdfast.broker.security.TokenFile;
import dev.holdfast.broker.security.permission.CurrentPermissions;
import dev.holdfast.broker.session.SessionDirectory;
import dev.holdfast.broker.session.StandingReview;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the configuration says of who may do what, put together: the files are read, and handed to
 * the watch, which looks at them again as long as the broker runs.
 */
final class BrokerSecurity {
  /** Signatures are checked on so many threads. */
  private static final int WORKERS = 2;

  /** Credentials that may wait to be checked; each has the few KiB that a stranger may send. */
  private static final int MAX_WAITING = 4096;

  /**
   * Of these places those that clients may take who are in, for tokens in the place of their old
   * ones: however many they send, whoever comes finds room.
   */
  private static final int MAX_RENEWING = MAX_WAITING / 4;

  private final SecurityWatch watch;
  private final Closing closing;
  private final SessionDirectory sessions;
  private final Security security;

  /**
   * Reads what there is to read.
   *
   * @param sessions which are cut when their credentials are taken back
   * @param watch looks at the files from then on
   * @param closing takes the threads that are made
   * @throws SecurityFileException when a file cannot be used
   * @throws BrokerStartException when there is no permission file
   */
  BrokerSecurity(AuthConfig config, SessionDirectory sessions, SecurityWatch watch, Closing closing)
      throws SecurityFileException, BrokerStartException {
    this.sessions = sessions;
    this.watch = watch;
    this.closing = closing;
    this.security = config.isOn() ? security(config) : Security.OFF;
  }

  Security security() {
    return security;
  }

  /** What came of credentials; all 0 where nobody is asked for one. */
  AuthCounters counters() {
    Authentication authentication = security.authentication();
    return authentication == null ? new AuthCounters() : authentication.counters();
  }

  /** All files come before the threads: a start that a file ends has not asked an issuer. */
  private Security security(AuthConfig config) throws SecurityFileException, BrokerStartException {
    CurrentPermissions permissions = permissions(config.permissionsFile());
    Revocations revocations = revocations(config.revocationFile());
    Authentication.Methods methods =
        new Authentication.Methods(
            tokens(config.tokensFile()),
            jwt(config.jwt()),
            config.certificates(),
            config.anonymous());
    ThreadPoolExecutor workers = threads("holdfast-auth", WORKERS, MAX_WAITING);
    Authentication authentication =
        new Authentication(
            methods,
            revocations,
            workers,
            new Share(workers, MAX_RENEWING),
            System::currentTimeMillis);
    return new Security(
        authentication,
        permissions,
        new Security.Terms(config.maxConnectBytes(), config.refreshBeforeMs(), config.devices()));
  }

  private @Nullable TokenFile tokens(String name) throws SecurityFileException {
    if (name.isEmpty()) {
      return null;
    }
    TokenFile tokens = new TokenFile(Path.of(name));
    watch.load(AccessFile.TOKENS, tokens, sessions::recheckCredentials);
    return tokens;
  }

  private @Nullable Revocations revocations(String name) throws SecurityFileException {
    if (name.isEmpty()) {
      return null;
    }
    Revocations revocations = new Revocations(Path.of(name));
    watch.load(AccessFile.REVOCATIONS, revocations, sessions::recheckCredentials);
    return revocations;
  }

  /** Nobody could do anything without it, so there is no use in starting. */
  private CurrentPermissions permissions(String name)
      throws SecurityFileException, BrokerStartException {
    if (name.isEmpty()) {
      throw new BrokerStartException(
          "Authentication is on, and no file says what clients may do: all would be forbidden."
              + " Name one with auth.permissionsFile; the smallest useful one is\n\n"
              + PermissionFile.SMALLEST);
    }
    LoadedPermissions permissions = new LoadedPermissions(Path.of(name));
    watch.load(AccessFile.PERMISSIONS, permissions);
    permissions.current().watch(new StandingReview(sessions));
    return permissions.current();
  }

  private @Nullable JwtAuthenticator jwt(JwtConfig config) throws SecurityFileException {
    if (!config.isOn()) {
      return null;
    }
    List<KeySource> sources = new ArrayList<>();
    addFile(sources, config.secretFile(), KeyFile.Format.SECRET);
    addFile(sources, config.publicKeysFile(), KeyFile.Format.PEM);
    addFile(sources, config.jwksFile(), KeyFile.Format.JWKS);
    if (!config.jwksUrl().isEmpty()) {
      sources.add(url(config));
    }
    return new JwtAuthenticator(sources, rules(config));
  }

  /** Sessions whose key is gone are cut: removing it is how an issuer takes back what it signed. */
  private void addFile(List<KeySource> sources, String name, KeyFile.Format format)
      throws SecurityFileException {
    if (!name.isEmpty()) {
      KeyFile keys = new KeyFile(Path.of(name), format);
      watch.load(AccessFile.KEYS, keys, sessions::recheckCredentials);
      sources.add(keys);
    }
  }

  private JwksUrl url(JwtConfig config) {
    JwksUrl keys =
        new JwksUrl(
            new HttpFetch(URI.create(config.jwksUrl())),
            threads("holdfast-jwks", 1, 1),
            () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()),
            config.jwksRefreshMs(),
            sessions::recheckCredentials);
    watch.everyTime(keys::tick);
    keys.tick();
    return keys;
  }

  private static JwtRules rules(JwtConfig config) {
    return new JwtRules(
        config.algorithms().stream().map(JwtAlgorithm::valueOf).collect(Collectors.toSet()),
        config.issuer(),
        config.audience(),
        config.clockSkewMs(),
        config.requireExpiry(),
        new JwtRules.Names(config.subjectClaim(), config.rolesClaim()));
  }

  private ThreadPoolExecutor threads(String name, int count, int maxWaiting) {
    return closing.add(
        new ThreadPoolExecutor(
            count,
            count,
            0,
            TimeUnit.MILLISECONDS,
            new ArrayBlockingQueue<>(maxWaiting),
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            }),
        ThreadPoolExecutor::shutdownNow);
  }
}
