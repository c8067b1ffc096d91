package dev.holdfast.broker.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * The log for people: a line for each entry, with its key-values at the end, and a stack trace
 * below. Whatever clients sent is escaped in it, also in the messages of exceptions.
 *
 * <pre>
 *   2026-11-21T19:40:00.123+01:00 DEBUG [loop-0] SessionWatch: a session began client=a
 * </pre>
 */
public final class TextLayout extends LayoutBase<ILoggingEvent> {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX").withZone(ZoneId.systemDefault());

  /** Made by logback, by this name in its configuration. */
  public TextLayout() {}

  @Override
  public String doLayout(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(160);
    TIME.formatTo(Instant.ofEpochMilli(event.getTimeStamp()), line);
    line.append(" %-5s [".formatted(event.getLevel()));
    Escapes.append(line, event.getThreadName());
    line.append("] ").append(simpleName(event.getLoggerName())).append(": ");
    Escapes.append(line, String.valueOf(event.getFormattedMessage()));
    appendPairs(line, event.getKeyValuePairs());
    line.append('\n');
    IThrowableProxy thrown = event.getThrowableProxy();
    if (thrown != null) {
      appendTrace(line, "", thrown);
    }
    return line.toString();
  }

  private static String simpleName(String logger) {
    return logger.substring(logger.lastIndexOf('.') + 1);
  }

  private static void appendPairs(StringBuilder line, @Nullable List<KeyValuePair> pairs) {
    if (pairs != null) {
      for (KeyValuePair pair : pairs) {
        line.append(' ').append(pair.key).append('=');
        Escapes.appendValue(line, String.valueOf(pair.value));
      }
    }
  }

  private static void appendTrace(StringBuilder out, String head, IThrowableProxy thrown) {
    out.append(head).append(thrown.getClassName());
    if (thrown.getMessage() != null) {
      Escapes.append(out.append(": "), thrown.getMessage());
    }
    out.append('\n');
    if (thrown.isCyclic()) {
      return;
    }
    StackTraceElementProxy[] frames = thrown.getStackTraceElementProxyArray();
    int own = frames.length - thrown.getCommonFrames();
    for (int i = 0; i < own; i++) {
      out.append('\t').append(frames[i].getSTEAsString()).append('\n');
    }
    if (thrown.getCommonFrames() > 0) {
      out.append("\t... ").append(thrown.getCommonFrames()).append(" more\n");
    }
    for (IThrowableProxy suppressed : thrown.getSuppressed()) {
      appendTrace(out, "Suppressed: ", suppressed);
    }
    if (thrown.getCause() != null) {
      appendTrace(out, "Caused by: ", thrown.getCause());
    }
  }
}
