package dev.holdfast.broker.config;

import dev.holdfast.broker.routing.Routes;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Every configuration key, each declared once, in the class of its group. The loader, {@code
 * conf/holdfast.yaml} and {@code docs/configuration.md} follow from here; a test compares the two
 * files.
 */
public final class Keys {
  /** The host name or address to listen on. */
  public static final Key<String> HOST = ServerKeys.HOST;

  /** Whether everybody may be let in from anywhere. */
  public static final Key<Boolean> INSECURE = AuthKeys.INSECURE;

  /** The TCP port to listen on. */
  public static final Key<Integer> PORT = ServerKeys.PORT;

  /** The directory of the store. */
  public static final Key<Path> DATA_DIR = StorageKeys.DATA_DIR;

  static final Key<List<NamespaceConfig>> NAMESPACES =
      new Key<>(
          "namespaces",
          new NamespacesType(),
          List.of(new NamespaceConfig("/", Routes.toEveryone())),
          "The namespaces clients can connect to (in a name, * stands for any text), who their"
              + " back-ends are, and where plain emits go: the first of the `routes` whose `event`"
              + " fits decides, else `defaultRoute`.");

  /** All of them, in the order of the file. */
  public static final List<Key<?>> ALL =
      Stream.of(
              ServerKeys.ALL,
              AuthKeys.ALL,
              CompressionKeys.ALL,
              MsgpackKeys.ALL,
              TlsKeys.ALL,
              SessionKeys.ALL,
              RecoveryKeys.ALL,
              QueueKeys.ALL,
              RetentionKeys.ALL,
              StorageKeys.ALL,
              ShutdownKeys.ALL,
              LimitKeys.ALL,
              AdminKeys.ALL,
              LoggingKeys.ALL,
              List.<Key<?>>of(NAMESPACES))
          .<Key<?>>flatMap(List::stream)
          .toList();

  private Keys() {}

  /** The whole configuration. */
  static BrokerConfig config(Values given) {
    return new BrokerConfig(
        ServerKeys.config(given),
        AuthKeys.config(given),
        CompressionKeys.config(given),
        MsgpackKeys.config(given),
        TlsKeys.config(given),
        SessionKeys.config(given),
        RecoveryKeys.config(given),
        QueueKeys.config(given),
        RetentionKeys.config(given),
        StorageKeys.config(given),
        ShutdownKeys.config(given),
        LimitKeys.config(given),
        AdminKeys.config(given),
        LoggingKeys.config(given),
        given.get(NAMESPACES));
  }

  /** Checks the rules that take two keys. */
  static void checkTogether(Values given, Problems problems) {
    AuthKeys.checkTogether(given, problems);
    given.atMost(SessionKeys.DEFAULT_WINDOW, SessionKeys.MAX_WINDOW, problems);
    given.atMost(ServerKeys.MAX_PAYLOAD, QueueKeys.MAX_QUEUED_COMMANDS, problems);
    given.atMost(QueueKeys.MAX_COMMIT, QueueKeys.MAX_QUEUED_COMMANDS, problems);
    TlsKeys.checkTogether(given, problems);
    LimitKeys.checkTogether(given, problems);
  }
}
