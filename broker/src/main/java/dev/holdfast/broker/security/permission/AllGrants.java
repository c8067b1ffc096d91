package dev.holdfast.broker.security.permission;

/** What a client may do where nobody is asked who he is. */
final class AllGrants implements Grants {
  @Override
  public boolean isEverything() {
    return true;
  }

  @Override
  public boolean mayConnect() {
    return true;
  }

  @Override
  public boolean mayJoin(String room) {
    return true;
  }

  @Override
  public boolean mayBeIn(String room) {
    return true;
  }

  @Override
  public boolean mayReadHistory(String room) {
    return true;
  }

  @Override
  public boolean mayEmit(String event, Target.Kind kind, String name) {
    return true;
  }

  @Override
  public boolean mayShare(String clientId) {
    return true;
  }

  @Override
  public boolean has(Rule.Power power) {
    return true;
  }
}
