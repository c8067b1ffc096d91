package dev.holdfast.client;

import java.util.concurrent.CompletionStage;

/** An {@link Authorizer} that does not keep the next request waiting. */
@FunctionalInterface
public interface AsyncAuthorizer {
  /**
   * Called on the back-end's authorisation thread. A stage that fails is as an authorizer that
   * throws.
   *
   * @throws Exception as {@link Authorizer#authorize}
   */
  CompletionStage<Decision> authorize(ConnectRequest request) throws Exception;
}
