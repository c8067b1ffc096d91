package dev.holdfast.it.conformance;

import dev.holdfast.it.rig.Terminal;
import java.net.URI;

/** The application behind the conformance broker's namespaces, written three times. */
enum Application {
  /** With the SDK. */
  JAVA {
    @Override
    Running start(URI broker) {
      return EchoBackend.start(broker);
    }
  },
  /** With the SDK, as {@code docs/coming-from-socket-io.md} explains it, and nothing else. */
  PAGE {
    @Override
    Running start(URI broker) {
      return PageBackend.start(broker);
    }
  },
  /** With the stock client alone: {@code src/test/js/echo-backend.mjs}. */
  JAVASCRIPT {
    @Override
    Running start(URI broker) {
      Terminal node = Terminal.runScript("echo-backend.mjs", broker.toString());
      node.awaitLine("serving /");
      node.awaitLine("serving /custom");
      return node::close;
    }
  };

  /** Returns when it serves both namespaces; it does until it is closed. */
  abstract Running start(URI broker);

  /** One instance of it. */
  interface Running extends AutoCloseable {
    @Override
    void close();
  }
}
