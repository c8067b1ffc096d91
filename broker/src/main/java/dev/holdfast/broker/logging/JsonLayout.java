package dev.holdfast.broker.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * The log for machines: a JSON object on each line. Key-values are keys of the object itself, where
 * a log store finds them; logback's own encoder puts each into a list.
 *
 * <pre>
 *   {"time":"2026-11-21T18:40:00.123Z","level":"DEBUG","thread":"…","logger":"…",
 *    "message":"…","client":"a","session":"…","position":"…","error":"the stack trace"}
 * </pre>
 */
public final class JsonLayout extends LayoutBase<ILoggingEvent> {
  private static final JsonMapper JSON = new JsonMapper();

  /** Made by logback, by this name in its configuration. */
  public JsonLayout() {}

  @Override
  public String doLayout(ILoggingEvent event) {
    ObjectNode line = JSON.createObjectNode();
    line.put("time", Instant.ofEpochMilli(event.getTimeStamp()).toString());
    line.put("level", event.getLevel().toString());
    line.put("thread", event.getThreadName());
    line.put("logger", event.getLoggerName());
    line.put("message", event.getFormattedMessage());
    putPairs(line, event.getKeyValuePairs());
    if (event.getThrowableProxy() != null) {
      line.put("error", ThrowableProxyUtil.asString(event.getThrowableProxy()));
    }
    return line + "\n";
  }

  private static void putPairs(ObjectNode line, @Nullable List<KeyValuePair> pairs) {
    if (pairs == null) {
      return;
    }
    for (KeyValuePair pair : pairs) {
      boolean plain = pair.value instanceof Number || pair.value instanceof Boolean;
      line.putPOJO(pair.key, plain ? pair.value : String.valueOf(pair.value));
    }
  }
}
