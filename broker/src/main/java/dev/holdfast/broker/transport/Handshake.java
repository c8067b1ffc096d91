package dev.holdfast.broker.transport;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP request that opened an Engine.IO session. {@link EngineLimits} bounds its line and its
 * headers.
 *
 * @param transport {@code polling} or {@code websocket}
 * @param remoteAddress the client's address, without port: of the socket's other end, or of who is
 *     behind a trusted proxy there
 * @param secure whether it came over TLS to this process
 * @param url path and query as the client sent them
 * @param headers by lower-case name, values in the order they came
 * @param query the decoded query parameters
 * @param lane which event loop owns the session: 0 to the number of event loops less one
 * @param clientCertificate what the client has shown; null where it was not asked, or has none
 */
public record Handshake(
    String transport,
    String remoteAddress,
    boolean secure,
    String url,
    Map<String, List<String>> headers,
    Map<String, List<String>> query,
    int lane,
    @Nullable ClientCertificate clientCertificate) {}
