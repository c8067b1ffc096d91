package dev.holdfast.broker.transport;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What all lanes of one {@link EngineServer} have in common.
 *
 * @param settings the server's settings
 * @param factory makes the handler of each session
 * @param others serves what is not Engine.IO
 * @param registry the sessions of all lanes
 * @param guards who says no
 * @param refusal set while new sessions are turned away
 */
record EngineShared(
    EngineSettings settings,
    EngineHandler.Factory factory,
    OtherRequests others,
    SessionRegistry registry,
    EngineGuards guards,
    AtomicReference<@Nullable Refusal> refusal) {}
