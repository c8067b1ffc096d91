package dev.holdfast.it.rig;

/** The languages whose official clients the tests use. */
public enum Language {
  JAVASCRIPT {
    @Override
    public ClientHost host(String name) {
      return DrivenHost.node(name);
    }
  },
  JAVA {
    @Override
    public ClientHost host(String name) {
      return new JavaHost();
    }
  },
  PYTHON {
    @Override
    public ClientHost host(String name) {
      return DrivenHost.python(name);
    }
  };

  /**
   * A new host; a test that needs a language that is missing is skipped.
   *
   * @param name for logs and messages
   */
  public abstract ClientHost host(String name);
}
