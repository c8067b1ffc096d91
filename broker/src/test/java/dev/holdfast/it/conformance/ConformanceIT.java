package dev.holdfast.it.conformance;

import org.junit.jupiter.api.Nested;

/** The conformance broker, in front of either application. */
class ConformanceIT {
  @Nested
  class WithTheJavaSdk extends ApplicationCases {
    WithTheJavaSdk() {
      super(Application.JAVA);
    }
  }

  @Nested
  class WithTheStockJavaScriptClient extends ApplicationCases {
    WithTheStockJavaScriptClient() {
      super(Application.JAVASCRIPT);
    }
  }
}
