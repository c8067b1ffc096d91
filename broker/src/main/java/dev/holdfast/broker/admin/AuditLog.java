package dev.holdfast.broker.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes every request to change something: who, when, what, and what came of it, refusals included.
 * One JSON object a line, to the logger {@value #LOGGER}, which {@code conf/logback.xml} gives a
 * file of its own. No credential comes here, and nothing of what events hold: of lists and objects
 * in a request only the size is noted. Of strangers' refusals those above a {@link RefusalRate} are
 * only counted, in the line that follows. Any thread.
 */
public final class AuditLog {
  /** Name of the logger. */
  public static final String LOGGER = "holdfast.audit";

  private static final Logger LOG = LoggerFactory.getLogger(LOGGER);
  private static final int MAX_TEXT = 256;

  private final LongSupplier clock;
  private final RefusalRate strangers = new RefusalRate();

  /** With a clock of milliseconds since 1970. */
  public AuditLog(LongSupplier clock) {
    this.clock = clock;
  }

  void note(
      Operator operator, String address, Router.Match match, ObjectNode body, String outcome) {
    if (operator.equals(Operator.NOBODY) && !strangers.admits(address, clock.getAsLong())) {
      return;
    }
    ObjectNode what = JsonNodeFactory.instance.objectNode();
    match.path().forEach((name, value) -> what.put(name, cut(value)));
    show(body, what);
    String action = match.route().method() + " " + match.route().path();
    note(operator.name(), operator.credentialId(), address, action, what, outcome);
  }

  /**
   * Something that was not done over the API.
   *
   * @param who or by which way
   * @param arguments what was asked for; no credentials
   */
  public void note(String who, String action, ObjectNode arguments, String outcome) {
    ObjectNode what = JsonNodeFactory.instance.objectNode();
    show(arguments, what);
    note(who, "", "", action, what, outcome);
  }

  private static void show(ObjectNode from, ObjectNode to) {
    from.properties().forEach(each -> to.set(each.getKey(), shown(each.getValue())));
  }

  private void note(
      String who,
      String credentialId,
      String address,
      String action,
      ObjectNode what,
      String outcome) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("time", Instant.ofEpochMilli(clock.getAsLong()).toString()).put("operator", who);
    if (!credentialId.isEmpty()) {
      line.put("credential", credentialId);
    }
    if (!address.isEmpty()) {
      line.put("address", address);
    }
    line.put("action", action).set("what", what);
    line.put("outcome", outcome);
    long leftOut = strangers.takeLeftOut();
    if (leftOut > 0) {
      line.put("leftOut", leftOut);
    }
    // Jackson escapes line ends and control characters: nobody writes a second line.
    LOG.info("{}", line);
  }

  private static JsonNode shown(JsonNode value) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    if (value.isContainerNode()) {
      return json.textNode("(" + value.size() + ")");
    }
    return value.isTextual() ? json.textNode(cut(value.textValue())) : value;
  }

  private static String cut(String text) {
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
  }
}
