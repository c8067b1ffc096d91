package dev.holdfast.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.Broker;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A broker's namespace {@code /backed}, and who connects to it in tests of back-ends. */
final class BackendRig implements AutoCloseable {
  static final String BACKED = "/backed,";
  private static final Pattern SID = Pattern.compile("\"sid\":\"([\\w-]+)\"");
  private static final Pattern POSITION = Pattern.compile("\"p\":\"([^\"]+)\"");

  private final Broker broker;
  private final List<RawClient> clients = new ArrayList<>();

  BackendRig(Broker broker) {
    this.broker = broker;
  }

  /** A back-end that attaches to its queue. */
  RawClient backend(String clientId) {
    return backend(clientId, BACKED);
  }

  RawClient backend(String clientId, String namespace) {
    RawClient backend = open();
    String auth = "{\"clientId\":\"%s\",\"ack\":\"batch\"}".formatted(clientId);
    assertThat(backend.ask("40" + namespace + auth)).startsWith("40" + namespace + "{\"sid\":");
    return backend;
  }

  /** A client, named or anonymous. */
  Client client(String auth) {
    return client(auth, BACKED);
  }

  Client client(String auth, String namespace) {
    RawClient socket = open();
    String answer = socket.ask("40" + namespace + auth);
    assertThat(answer).startsWith("40" + namespace + "{\"sid\":");
    return new Client(socket, sidIn(answer));
  }

  private RawClient open() {
    RawClient client = RawClient.open(broker.port());
    clients.add(client);
    return client;
  }

  /** A connected client and the name of its session. */
  record Client(RawClient socket, String sid) {}

  /** Takes the event by which a back-end is told of the client. */
  static void welcome(RawClient backend, Client client) {
    assertThat(backend.next())
        .startsWith("42/backed,[\"$connection\",{\"sid\":\"" + client.sid() + "\"");
  }

  static String sidIn(String frame) {
    return first(SID, frame);
  }

  static String positionIn(String frame) {
    return first(POSITION, frame);
  }

  private static String first(Pattern pattern, String frame) {
    Matcher matcher = pattern.matcher(frame);
    assertThat(matcher.find()).as(frame).isTrue();
    return matcher.group(1);
  }

  @Override
  public void close() {
    clients.forEach(RawClient::close);
  }
}
