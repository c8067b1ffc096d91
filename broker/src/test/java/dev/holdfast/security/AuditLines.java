package dev.holdfast.security;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.holdfast.broker.admin.AuditLog;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What comes to the audit log of this JVM while it is open. */
final class AuditLines implements AutoCloseable {
  private final Logger logger = (Logger) LoggerFactory.getLogger(AuditLog.LOGGER);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  AuditLines() {
    logger.setLevel(Level.INFO);
    lines.start();
    logger.addAppender(lines);
  }

  List<String> all() {
    return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Override
  public void close() {
    logger.detachAppender(lines);
    logger.setLevel(null);
  }
}
