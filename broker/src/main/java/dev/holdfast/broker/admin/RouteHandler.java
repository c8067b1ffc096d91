package dev.holdfast.broker.admin;

import java.util.concurrent.CompletionStage;

/**
 * What a route does. Called on the admin server's event loop, which serves clients too: what takes
 * longer than a lookup is done elsewhere. A stage that fails with an {@link AdminException} is a
 * refusal; any other failure is logged, and answered with 500.
 */
@FunctionalInterface
public interface RouteHandler {
  /** Does it; completed on any thread. */
  CompletionStage<AdminReply> handle(AdminRequest request) throws AdminException;
}
