package dev.holdfast.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.holdfast.broker.Broker;
import dev.holdfast.broker.config.ConfigLoader;
import dev.holdfast.broker.files.OwnFiles;
import dev.holdfast.broker.session.RawClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A broker with authentication and a permission file, and who connects to it. */
public final class PermissionRig implements AutoCloseable {
  private final Path directory;
  private final List<RawClient> clients = new ArrayList<>();
  private Broker broker;

  private PermissionRig(Path directory) throws Exception {
    this.directory = directory;
    this.broker = open();
  }

  /**
   * Starts one with the namespaces {@code /}, {@code /closed}, and {@code /backed}, whose back-end
   * is {@code chat}.
   */
  public static PermissionRig start(Path directory, String permissions) throws Exception {
    OwnFiles.replace(directory.resolve("secret"), Tokens.SECRET);
    Files.writeString(directory.resolve("permissions.yaml"), permissions);
    Files.writeString(
        directory.resolve("holdfast.yaml"),
        """
        server:
          port: 0
          eventLoops: 2
        storage:
          dataDir: %1$s/data
        auth:
          jwtSecretFile: %1$s/secret
          permissionsFile: %1$s/permissions.yaml
        namespaces:
          - name: /
          - name: /closed
          - name: /backed
            backends: [chat]
        """
            .formatted(directory));
    return new PermissionRig(directory);
  }

  private Broker open() throws Exception {
    return Broker.start(ConfigLoader.load(directory.resolve("holdfast.yaml"), List.of()));
  }

  /** Closes the broker and opens it again, on the same store and the files as they are now. */
  void restart() throws Exception {
    broker.close();
    broker = open();
  }

  int port() {
    return broker.port();
  }

  /** What Prometheus would read. */
  String metrics() {
    return broker.metrics();
  }

  /** Writes the permission file anew. */
  void permissions(String yaml) throws Exception {
    Files.writeString(directory.resolve("permissions.yaml"), yaml);
  }

  /** A connect payload: a good token of a subject with these claims, and further keys. */
  static String auth(String subject, Map<String, ?> claims, String more) {
    JWTClaimsSet.Builder token = Tokens.claims(subject);
    claims.forEach(token::claim);
    return "{\"token\":\"" + Tokens.hs256(token.build()) + "\"" + more + "}";
  }

  /** What a CONNECT of this namespace, {@code ""} or {@code "/name,"}, is answered with. */
  String answer(String namespace, String auth) {
    return open(namespace, auth).next();
  }

  /** A connection that has sent its CONNECT. */
  RawClient open(String namespace, String auth) {
    RawClient client = RawClient.open(port());
    clients.add(client);
    return client.send("40" + namespace + auth);
  }

  /** A client that has connected to {@code /}. */
  public RawClient client(String subject) {
    return client(subject, Map.of(), "");
  }

  /** The same with claims and further keys of the connect payload. */
  public RawClient client(String subject, Map<String, ?> claims, String more) {
    return client("", subject, claims, more);
  }

  /** The same in a namespace. */
  public RawClient client(String namespace, String subject, Map<String, ?> claims, String more) {
    RawClient client = open(namespace, auth(subject, claims, more));
    assertThat(client.next()).startsWith("40" + namespace + "{\"sid\":");
    return client;
  }

  @Override
  public void close() {
    clients.forEach(RawClient::close);
    broker.close();
  }
}
