package dev.holdfast.broker.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

/** Lines of the log, in both formats: whole, one for each entry, whatever clients have sent. */
class LayoutsTest {
  private static final String EVIL =
      "x\r\n2026-11-21 ERROR [main] Broker: forged\u001b[2J\u0085\u2028\u202e\u0000";

  private final LoggerContext context = new LoggerContext();

  private LoggingEvent event(String message, @Nullable Throwable thrown, KeyValuePair... pairs) {
    Logger logger = context.getLogger("dev.holdfast.broker.Broker");
    LoggingEvent event =
        new LoggingEvent(Logger.class.getName(), logger, Level.WARN, message, thrown, null);
    event.setThreadName("main");
    event.setKeyValuePairs(List.of(pairs));
    return event;
  }

  private static String text(LoggingEvent event) {
    return new TextLayout().doLayout(event);
  }

  private static JsonNode json(LoggingEvent event) throws Exception {
    String line = new JsonLayout().doLayout(event);
    assertThat(line).endsWith("}\n");
    assertThat(line.strip()).doesNotContain("\n");
    return new JsonMapper().readTree(line);
  }

  @Test
  void anEntryIsALineWithItsKeyValuesAtTheEnd() {
    LoggingEvent event =
        event(
            "a session ended",
            null,
            new KeyValuePair("client", "alice"),
            new KeyValuePair("reason", "ping timeout"),
            new KeyValuePair("events", 3));
    assertThat(text(event))
        .matches(
            "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\S+ WARN  \\[main] Broker:"
                + " a session ended client=alice reason=\"ping timeout\" events=3\n");
  }

  @Test
  void aMessageCannotForgeALineNorCommandATerminal() {
    String line = text(event(EVIL, null));
    assertThat(line)
        .endsWith(
            "x\\r\\n2026-11-21 ERROR [main] Broker: forged"
                + "\\u001b[2J\\u0085\\u2028\\u202e\\u0000\n");
    assertThat(line.strip().chars()).noneMatch(Character::isISOControl);
  }

  @Test
  void aValueCannotForgeAnotherKey() {
    LoggingEvent event = event("m", null, new KeyValuePair("client", "a\" session=\"b\n"));
    assertThat(text(event)).endsWith("m client=\"a\\\" session=\\\"b\\n\"\n");
  }

  @Test
  void messagesOfExceptionsAreEscapedAndTheirTracesKeptReadable() {
    Exception cause = new IllegalStateException(EVIL);
    cause.addSuppressed(new RuntimeException("beside\nit"));
    String lines = text(event("m", new IllegalArgumentException("over\nit", cause)));
    assertThat(lines.lines().skip(1))
        .allMatch(
            line -> line.matches("(\t(at |\\.\\.\\. )|java\\.lang\\.|Caused by: |Suppressed: ).*"));
    assertThat(lines)
        .contains("java.lang.IllegalArgumentException: over\\nit\n\tat ")
        .contains("\nCaused by: java.lang.IllegalStateException: x\\r\\n2026")
        .contains("\nSuppressed: java.lang.RuntimeException: beside\\nit\n");
  }

  @Test
  void ordinaryTextStaysAsItIs() {
    assertThat(text(event("Grüße, 東京 🛫 C:\\temp", null))).endsWith("Grüße, 東京 🛫 C:\\temp\n");
  }

  @Test
  void aLineOfJsonHasItsKeyValuesBesideTheRest() throws Exception {
    LoggingEvent event =
        event(
            EVIL,
            new IllegalStateException(EVIL),
            new KeyValuePair("client", EVIL),
            new KeyValuePair("events", 3L),
            new KeyValuePair("recovered", true));
    JsonNode line = json(event);
    assertThat(line.path("time").asText()).matches("\\d{4}-.*Z");
    assertThat(line.path("level").asText()).isEqualTo("WARN");
    assertThat(line.path("thread").asText()).isEqualTo("main");
    assertThat(line.path("logger").asText()).isEqualTo("dev.holdfast.broker.Broker");
    assertThat(line.path("message").asText()).isEqualTo(EVIL);
    assertThat(line.path("client").asText()).isEqualTo(EVIL);
    assertThat(line.path("events").isNumber()).isTrue();
    assertThat(line.path("recovered").isBoolean()).isTrue();
    assertThat(line.path("error").asText()).startsWith("java.lang.IllegalStateException: x");
  }
}
