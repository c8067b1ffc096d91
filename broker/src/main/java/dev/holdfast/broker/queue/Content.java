package dev.holdfast.broker.queue;

import dev.holdfast.protocol.Bytes;
import java.util.List;

/**
 * What an event, or an answer to one, says. Never looked into on its way.
 *
 * @param body name and arguments: the inside of a JSON array
 * @param attachments the binary arguments, for which the body has placeholders
 */
public record Content(Bytes body, List<Bytes> attachments) {
  /** Copies the list, not the bytes. */
  public Content {
    attachments = List.copyOf(attachments);
  }

  /** Without binary arguments. */
  public static Content of(Bytes body) {
    return new Content(body, List.of());
  }

  /** True when its name is one that no client can emit. */
  boolean isBrokersOwn() {
    return body.length() > 1 && body.array()[body.from() + 1] == '$';
  }

  /** All its bytes. */
  public int length() {
    int bytes = body.length();
    for (Bytes attachment : attachments) {
      bytes += attachment.length();
    }
    return bytes;
  }
}
