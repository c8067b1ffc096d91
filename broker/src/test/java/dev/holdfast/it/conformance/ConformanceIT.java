package dev.holdfast.it.conformance;

import org.junit.jupiter.api.Nested;

/** The conformance broker, in front of each application. */
class ConformanceIT {
  @Nested
  class WithTheJavaSdk extends ApplicationCases {
    WithTheJavaSdk() {
      super(Application.JAVA);
    }
  }

  @Nested
  class WithThePageForSocketIoUsers extends ApplicationCases {
    WithThePageForSocketIoUsers() {
      super(Application.PAGE);
    }
  }

  @Nested
  class WithTheStockJavaScriptClient extends ApplicationCases {
    WithTheStockJavaScriptClient() {
      super(Application.JAVASCRIPT);
    }
  }
}
