package dev.holdfast.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.session.RawClient;
import dev.holdfast.it.rig.BrokerProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The cases of the official Socket.IO suite that need an application, frame by frame, and some more
 * of the same kind.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ApplicationCases {
  private static final String TWO_PLACEHOLDERS =
      "{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}";

  private final Application application;
  private final List<RawClient> clients = new ArrayList<>();
  private BrokerProcess broker;
  private Application.Running backends;

  ApplicationCases(Application application) {
    this.application = application;
  }

  @BeforeAll
  void start(@TempDir Path data) throws Exception {
    broker = ConformanceBroker.startPatient(data);
    backends = application.start(broker.url());
  }

  @AfterAll
  void stop() {
    backends.close();
    broker.close();
  }

  @AfterEach
  void leave() {
    clients.forEach(RawClient::close);
    clients.clear();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      textBlock =
          """
          40 '42["auth",{}]'
          40{"token":"123"} '42["auth",{"token":"123"}]'
          40{"token":"äß","deep":{"list":[1,2.5,null,false]}} \
          '42["auth",{"token":"äß","deep":{"list":[1,2.5,null,false]}}]'
          """)
  void theApplicationIsToldTheAuthAsItCame(String connect, String auth) {
    RawClient client = open();
    assertThat(client.ask(connect)).matches("40\\{\"sid\":\"[\\w-]+\"}");
    assertThat(client.nextBesidesPings()).isEqualTo(auth);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      textBlock =
          """
          40/custom, '42/custom,["auth",{}]'
          40/custom,{"token":"abc"} '42/custom,["auth",{"token":"abc"}]'
          """)
  void soIsTheOneOfAnotherNamespace(String connect, String auth) {
    RawClient client = open();
    assertThat(client.ask(connect)).matches("40/custom,\\{\"sid\":\"[\\w-]+\"}");
    assertThat(client.nextBesidesPings()).isEqualTo(auth);
  }

  @Test
  void textComesBack() {
    assertThat(connected().ask("42[\"message\",1,\"2\",{\"3\":[true]},null]"))
        .isEqualTo("42[\"message-back\",1,\"2\",{\"3\":[true]},null]");
  }

  @Test
  void binaryComesBack() {
    RawClient client = connected();
    client.send("452-[\"message\"," + TWO_PLACEHOLDERS + "]");
    sendTwoAttachments(client);
    assertThat(client.nextBesidesPings())
        .isEqualTo("452-[\"message-back\"," + TWO_PLACEHOLDERS + "]");
    assertThatTwoAttachmentsCome(client);
  }

  @Test
  void textIsTheReplyToText() {
    assertThat(connected().ask("42456[\"message-with-ack\",1,\"2\",{\"3\":[false]}]"))
        .isEqualTo("43456[1,\"2\",{\"3\":[false]}]");
  }

  @Test
  void binaryIsTheReplyToBinary() {
    RawClient client = connected();
    client.send("452-789[\"message-with-ack\"," + TWO_PLACEHOLDERS + "]");
    sendTwoAttachments(client);
    assertThat(client.nextBesidesPings()).isEqualTo("462-789[" + TWO_PLACEHOLDERS + "]");
    assertThatTwoAttachmentsCome(client);
  }

  @Test
  void leavingOneNamespaceLeavesTheOtherAlone() {
    RawClient client = connected();
    client.ask("40/custom");
    assertThat(client.nextBesidesPings()).isEqualTo("42/custom,[\"auth\",{}]");
    client.send("41/custom");
    assertThat(client.ask("42[\"message\",\"to main\"]"))
        .isEqualTo("42[\"message-back\",\"to main\"]");
  }

  @Test
  void aClientThatLeftAndCameBackIsANewSession() {
    RawClient client = open();
    String first = client.ask("40");
    client.nextBesidesPings();
    client.send("41");
    String second = client.ask("40");
    assertThat(second).startsWith("40{\"sid\":").isNotEqualTo(first);
    assertThat(client.nextBesidesPings()).isEqualTo("42[\"auth\",{}]");
  }

  @Test
  void whatIsEmittedWhileTheApplicationIsAwayIsAnsweredWhenItIsBack() {
    RawClient client = connected();
    backends.close();
    client.send("42[\"message\",\"anybody there?\"]");
    backends = application.start(broker.url());
    assertThat(client.nextBesidesPings()).isEqualTo("42[\"message-back\",\"anybody there?\"]");
  }

  /** In the main namespace, its auth event taken. */
  private RawClient connected() {
    RawClient client = open();
    assertThat(client.ask("40")).startsWith("40{\"sid\":");
    assertThat(client.nextBesidesPings()).isEqualTo("42[\"auth\",{}]");
    return client;
  }

  private RawClient open() {
    RawClient client = RawClient.open(broker.port());
    client.answerPings();
    clients.add(client);
    return client;
  }

  private static void sendTwoAttachments(RawClient client) {
    client.sendBinary(new byte[] {1, 2, 3}).sendBinary(new byte[] {4, 5, 6});
  }

  private static void assertThatTwoAttachmentsCome(RawClient client) {
    assertThat(client.nextBesidesPings()).isEqualTo("b:010203");
    assertThat(client.nextBesidesPings()).isEqualTo("b:040506");
  }
}
