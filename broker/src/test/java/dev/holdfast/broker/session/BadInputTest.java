package dev.holdfast.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.Broker;
import dev.holdfast.broker.TestBrokers;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Bad input gets an answer that says what was wrong, and the client's other events are unharmed.
 */
class BadInputTest {
  @TempDir static Path dataDir;
  private static Broker broker;

  @BeforeAll
  static void start() throws Exception {
    broker = TestBrokers.start(dataDir);
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[\"$foo\"] | unknown-verb | the verbs are $join",
        "[\"$join\"] | bad-request | takes one argument, not 0",
        "[\"$join\",5] | bad-request | takes an object",
        "[\"$join\",{}] | bad-request | needs the key 'room'",
        "[\"$join\",\"\"] | bad-room | is empty",
        "[\"$join\",\"$x\"] | bad-room | begins with $",
        "[\"$join\",\"a\\u0007\"] | bad-room | control character",
        "[\"$join\",{\"room\":\"R\",\"from\":\"now\"}] | bad-position | latest, earliest or a"
            + " position",
        "[\"$join\",{\"room\":\"R\",\"form\":1}] | bad-request | does not know the key 'form'",
        "[\"$leave\",{\"room\":7}] | bad-request | must be a text",
        "[\"$emit\",{\"rooms\":[\"R\"]}] | bad-request | then the event's name",
        "[\"$emit\",{},\"x\"] | bad-request | needs 1 to 100 targets",
        "[\"$emit\",{\"rooms\":\"R\"},\"x\"] | bad-request | must be a list",
        "[\"$emit\",{\"rooms\":[\"~R\"]},\"x\"] | bad-room | begins with ~",
        "[\"$emit\",{\"clients\":[\"nobody\"]},\"x\"] | unknown-client | 'nobody' is not known",
        "[\"$emit\",{\"clients\":[\"$c\"]},\"x\"] | bad-client-id | begins with $",
        "[\"$emit\",{\"everyone\":true},\"disconnect\"] | reserved-name | the protocol's own",
        "[\"$emit\",{\"everyone\":true},\"$join\"] | reserved-name | the protocol's own",
        "[\"$emit\",{\"everyone\":true,\"ttl\":5},\"x\"] | bad-request | does not know the key",
        "[\"$emit\",{\"everyone\":true,\"seq\":-1},\"x\"] | bad-request | a whole number",
        "[\"$ack\",{\"upTo\":\"zz\"}] | bad-position | not a position: 'zz'",
        "[\"$ack\",{}] | bad-request | needs the key 'upTo' or 'also'",
        "[\"$ack\",{\"upTo\":\"zzz-0-1\"}] | bad-position | no position of this broker",
        "[\"$nack\",{\"p\":\"zzz-0-1\"}] | bad-request | is for the modes each and batch",
      })
  void isRefusedWithACodeAndWhatWouldBeRight(String event, String code, String message) {
    try (RawClient client = RawClient.connect(broker.port(), "{\"clientId\":\"c\"}")) {
      String answer = client.ask("425" + event);
      assertThat(answer).startsWith("435[{\"error\":{\"code\":\"" + code + "\",\"message\":\"");
      assertThat(answer).contains(message);
      assertThat(client.ask("426[\"$rooms\"]")).startsWith("436[{\"rooms\":");
    }
  }

  @Test
  void nackOfAPositionOfAnotherHistoryIsRefused() {
    try (RawClient client =
        RawClient.connect(broker.port(), "{\"clientId\":\"n\",\"ack\":\"batch\"}")) {
      assertThat(client.ask("425[\"$nack\",{\"p\":\"zzz-0-1\"}]")).contains("bad-position");
    }
  }

  @Test
  void refusalThatNobodyWaitsForComesAsAnEvent() {
    try (RawClient client = RawClient.connect(broker.port(), "{}")) {
      assertThat(client.ask("42[\"$foo\"]"))
          .startsWith("42[\"$error\",{\"code\":\"unknown-verb\",\"message\":");
    }
  }

  @Test
  void acknowledgementAheadOfTheDeliveriesIsRefused() {
    try (RawClient client =
        RawClient.connect(broker.port(), "{\"clientId\":\"a\",\"ack\":\"batch\"}")) {
      String join = client.ask("420[\"$join\",\"R\"]");
      String prefix = join.substring(join.indexOf(":\"") + 2, join.lastIndexOf('-') + 1);
      assertThat(client.ask("421[\"$ack\",{\"upTo\":\"" + prefix + "999999\"}]"))
          .contains("not-delivered");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"clientId\":\"\"} | bad-client-id | is empty",
        "{\"clientId\":\"$admin\"} | bad-client-id | begins with $",
        "{\"clientId\":\"a\\nb\"} | bad-client-id | control character",
        "{\"clientId\":\"a\",\"ack\":\"never\"} | bad-request | auto, each, offset or batch",
        "{\"clientId\":\"a\",\"window\":\"-1\"} | bad-request | from 0 to",
        "{\"clientId\":\"a\",\"window\":\"many\"} | bad-request | from 0 to",
        "{\"clientId\":\"a\",\"from\":\"yesterday\"} | bad-position | latest, earliest or",
        "{\"shared\":true} | bad-request | needs a clientId",
        "{\"clientId\":\"a\",\"shared\":\"maybe\"} | bad-request | true or false",
        "{\"clientId\":\"a\",\"shared\":true,\"ack\":\"offset\"} | bad-request | auto, each and"
            + " batch",
      })
  void connectWithABadValueIsRefused(String auth, String code, String message) {
    try (RawClient client = RawClient.open(broker.port())) {
      String answer = client.ask("40" + auth);
      assertThat(answer).startsWith("44{\"message\":\"").contains(message);
      assertThat(answer).endsWith("\"data\":{\"code\":\"" + code + "\"}}");
    }
  }
}
