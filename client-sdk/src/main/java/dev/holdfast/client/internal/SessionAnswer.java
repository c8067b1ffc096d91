package dev.holdfast.client.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.client.Answer;
import dev.holdfast.protocol.Bytes;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** One of the answers to a question; the binary data of all of them stands in one list. */
final class SessionAnswer extends PlainArguments implements Answer {
  private final String sid;
  private final Optional<String> clientId;
  private final JsonNode args;
  private final List<Bytes> attachments;

  SessionAnswer(String sid, Optional<String> clientId, JsonNode args, List<Bytes> attachments) {
    this.sid = sid;
    this.clientId = clientId;
    this.args = args;
    this.attachments = attachments;
  }

  @Override
  public String sid() {
    return sid;
  }

  @Override
  public Optional<String> clientId() {
    return clientId;
  }

  @Override
  public int size() {
    return args.size();
  }

  @Override
  Bytes element(int index) {
    return Bytes.utf8(args.get(Objects.checkIndex(index, args.size())).toString());
  }

  @Override
  List<Bytes> attachments() {
    return attachments;
  }

  @Override
  public String toString() {
    return "answer " + args + " of session " + sid;
  }
}
