package dev.holdfast.broker.admin;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.function.Consumer;

/** Reads the bodies of requests: a JSON object or nothing, of a bounded size. */
final class RequestBody {
  /** What a request may send at most, in bytes. */
  static final int MAX_BYTES = 1 << 20;

  private static final int MAX_DEPTH = 64;

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private RequestBody() {}

  /** Refuses what says itself that it is too large, before anything of it is read. */
  static void checkAnnounced(HttpServerRequest request) throws AdminException {
    String length = request.getHeader("Content-Length");
    try {
      if (length != null && Long.parseLong(length) > MAX_BYTES) {
        throw tooLarge();
      }
    } catch (NumberFormatException e) {
      throw AdminException.badRequest("Content-Length is no number");
    }
  }

  static AdminException tooLarge() {
    return new AdminException(
        413, "too-large", "a request may have at most " + MAX_BYTES + " bytes");
  }

  static AdminException tooSlow() {
    return new AdminException(408, "too-slow", "the request did not come in time");
  }

  /**
   * Collects it; what is too long is thrown away as it comes.
   *
   * @param then called once, with the whole body
   * @param tooLong called once instead, as soon as that is known
   */
  static void collect(HttpServerRequest request, Consumer<Buffer> then, Runnable tooLong) {
    Buffer whole = Buffer.buffer();
    boolean[] given = new boolean[1];
    request.handler(
        part -> {
          if (!given[0] && whole.length() + part.length() > MAX_BYTES) {
            given[0] = true;
            tooLong.run();
          } else if (!given[0]) {
            whole.appendBuffer(part);
          }
        });
    request.endHandler(
        end -> {
          if (!given[0]) {
            then.accept(whole);
          }
        });
  }

  /**
   * Reads it as its route describes it.
   *
   * @throws AdminException when it is not of that form
   */
  static ObjectNode read(Buffer body, RouteDoc doc) throws AdminException {
    if (body.length() == 0) {
      return JsonNodeFactory.instance.objectNode();
    }
    JsonNode read;
    try {
      read = JSON.readTree(body.getBytes());
    } catch (IOException e) {
      throw AdminException.badRequest("the body is not JSON, or has a key twice");
    }
    if (!(read instanceof ObjectNode object)) {
      throw AdminException.badRequest("the body must be a JSON object");
    }
    for (String name : (Iterable<String>) object::fieldNames) {
      if (!RouteDoc.knows(doc.body(), name)) {
        throw AdminException.badRequest("the body has an unknown key; it takes " + names(doc));
      }
    }
    return object;
  }

  private static String names(RouteDoc doc) {
    return doc.body().isEmpty()
        ? "none"
        : String.join(", ", doc.body().stream().map(RouteDoc.Field::name).toList());
  }
}
