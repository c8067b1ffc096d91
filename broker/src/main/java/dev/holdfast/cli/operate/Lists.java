package dev.holdfast.cli.operate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.cli.operate.AdminClient.Call;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;
import picocli.CommandLine.Option;

/** How lists are printed: a table for people, or each item as the API describes it. */
final class Lists {
  private Lists() {}

  /** How much of a list is wanted. */
  static final class Range {
    @Option(
        names = "--namespace",
        paramLabel = "NAME",
        description = "The namespace; default: ${DEFAULT-VALUE}.",
        defaultValue = "/")
    private String namespace = "/";

    @Option(names = "--after", paramLabel = "NAME", description = "Begin after this one.")
    private String after = "";

    @Option(names = "--limit", paramLabel = "N", description = "At most so many; without it, all.")
    private long limit = Long.MAX_VALUE;

    Range() {}

    private Call of(Call call) {
      call.with("namespace", namespace);
      return after.isEmpty() ? call : call.with("after", after);
    }
  }

  static int print(AdminOptions options, Range range, Call call, String name, Columns columns) {
    return options.run(
        api -> {
          long[] left = {range.limit};
          if (options.json()) {
            api.list(
                range.of(call),
                name,
                item -> {
                  options.out().println(item);
                  return --left[0] > 0;
                });
          } else {
            table(api, options, range.of(call), name, columns, left);
          }
        });
  }

  private static void table(
      AdminClient api, AdminOptions options, Call call, String name, Columns columns, long[] left)
      throws IOException, InterruptedException {
    try (Table table = new Table(options.out(), columns.headers())) {
      api.list(
          call,
          name,
          item -> {
            columns.row().accept(item, table);
            return --left[0] > 0;
          });
    }
  }

  /** What a table shows of each item. */
  record Columns(BiConsumer<JsonNode, Table> row, List<String> headers) {
    static Columns of(BiConsumer<JsonNode, Table> row, String... headers) {
      return new Columns(row, List.of(headers));
    }
  }

  /** A time in milliseconds since 1970. */
  static String time(JsonNode ms) {
    return ms.isMissingNode() ? "" : Instant.ofEpochMilli(ms.asLong()).toString();
  }
}
