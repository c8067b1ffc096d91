package dev.holdfast.cli.operate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A target on the command line, and an event for it. */
final class EventParameters {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  @Option(names = "--ttl-ms", paramLabel = "MS", description = "How long it is delivered.")
  private long ttlMs;

  @Parameters(index = "0", paramLabel = "TARGET", description = "Whom it is for.")
  private String target = "";

  @Parameters(index = "1", paramLabel = "NAME", description = "The event's name.")
  private String name = "";

  @Parameters(index = "2..*", paramLabel = "JSON", description = "Its arguments.")
  private List<String> arguments = new ArrayList<>();

  EventParameters() {}

  /**
   * Emits it.
   *
   * @param kind the key of the target
   */
  int emit(AdminOptions options, NamespaceOption namespace, String kind) {
    ObjectNode body = OperatorCommand.body().put("name", name);
    body.putArray(kind).add(target);
    ArrayNode args = body.putArray("args");
    arguments.forEach(each -> args.add(parse(options, each)));
    if (ttlMs > 0) {
      body.put("ttlMs", ttlMs);
    }
    return options.run(
        api -> {
          JsonNode done = api.post(namespace.call("/v1/emit"), body);
          options.done(done, done.path("position").asText());
        });
  }

  private static JsonNode parse(AdminOptions options, String argument) {
    try {
      return JSON.readTree(argument);
    } catch (JsonProcessingException e) {
      throw options.wrong("'" + argument + "' is not JSON: " + e.getOriginalMessage());
    }
  }
}
