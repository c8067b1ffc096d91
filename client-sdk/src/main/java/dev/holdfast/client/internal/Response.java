package dev.holdfast.client.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.protocol.Bytes;
import java.util.List;

/**
 * The broker's answer to a verb.
 *
 * @param json its first argument; a missing node when there is none
 * @param attachments the binary data that it refers to
 */
record Response(JsonNode json, List<Bytes> attachments) {}
