package dev.holdfast.broker.transport;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What is logged of the certificate, from its creation on. */
final class TlsLog implements AutoCloseable {
  private final Logger logger = (Logger) LoggerFactory.getLogger(Tls.class);
  private final List<String> errors = new CopyOnWriteArrayList<>();

  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          if (event.getLevel().isGreaterOrEqual(Level.ERROR)) {
            errors.add(event.getFormattedMessage());
          }
        }
      };

  TlsLog() {
    appender.start();
    logger.addAppender(appender);
  }

  List<String> errors() {
    return errors;
  }

  void awaitError(String part) {
    Await.until(
        "an error tells of " + part, () -> errors.stream().anyMatch(line -> line.contains(part)));
  }

  @Override
  public void close() {
    logger.detachAppender(appender);
  }
}
