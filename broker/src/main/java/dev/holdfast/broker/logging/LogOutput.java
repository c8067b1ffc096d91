package dev.holdfast.broker.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Layout;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import java.nio.charset.StandardCharsets;
import org.slf4j.LoggerFactory;

/**
 * Sets the process's log up as its operator asks. An operator who brings a configuration of logback
 * has said it all there; so has an application in which a broker is embedded, which does not call
 * this.
 */
public final class LogOutput {
  /** What the built-in configuration calls its only appender. */
  private static final String APPENDER = "stderr";

  private LogOutput() {}

  /**
   * Has the log written so from now on.
   *
   * @param level of logback: what is less important is not written
   * @return false when there is another configuration than the built-in one, which stands
   */
  public static boolean configure(LogFormat format, String level) {
    if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
      return false;
    }
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    if (!(root.getAppender(APPENDER) instanceof OutputStreamAppender<ILoggingEvent> appender)
        || !(appender.getEncoder() instanceof LayoutWrappingEncoder<ILoggingEvent> standing)
        || !(standing.getLayout() instanceof TextLayout)) {
      return false;
    }
    root.setLevel(Level.toLevel(level));
    appender.setEncoder(encoder(format, context));
    return true;
  }

  private static LayoutWrappingEncoder<ILoggingEvent> encoder(
      LogFormat format, LoggerContext context) {
    Layout<ILoggingEvent> layout =
        switch (format) {
          case TEXT -> new TextLayout();
          case JSON -> new JsonLayout();
        };
    layout.setContext(context);
    layout.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.setLayout(layout);
    encoder.start();
    return encoder;
  }
}
