package dev.holdfast.cli;

import dev.holdfast.cli.bench.Acking;
import dev.holdfast.cli.bench.Settings;
import dev.holdfast.cli.tls.TlsOptions;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code holdfast bench} is to do. */
final class BenchOptions {
  @Option(
      names = "--publishers",
      paramLabel = "N",
      description = "Connected publishers; default: ${DEFAULT-VALUE}.",
      defaultValue = "1")
  private int publishers;

  @Option(
      names = "--subscribers",
      paramLabel = "N",
      description =
          "Connected durable members, spread over the rooms in turn; default: ${DEFAULT-VALUE}.",
      defaultValue = "1")
  private int subscribers;

  @Option(
      names = "--rooms",
      paramLabel = "N",
      description = "Rooms; each publisher emits to them in turn; default: ${DEFAULT-VALUE}.",
      defaultValue = "1")
  private int rooms;

  @Option(
      names = "--absent",
      paramLabel = "N",
      description =
          "Durable members, spread over the rooms, that joined once and are away. They are made"
              + " before the run; those of earlier runs are used again. Default: ${DEFAULT-VALUE}.",
      defaultValue = "0")
  private int absent;

  @Option(
      names = "--ack",
      paramLabel = "MODE",
      description =
          "How subscribers acknowledge: ${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}.",
      defaultValue = "batch")
  private Acking ack = Acking.BATCH;

  @Option(
      names = "--payload",
      paramLabel = "BYTES",
      description = "Size of the event's argument; default: ${DEFAULT-VALUE}.",
      defaultValue = "256")
  private int payload;

  @Option(names = "--random", description = "Payloads that do not compress.")
  private boolean random;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Events per second, of all publishers together; default: as fast as possible.",
      defaultValue = "0",
      showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER)
  private double rate;

  @Option(
      names = "--window",
      paramLabel = "N",
      description = "Unconfirmed events of one publisher at most; default: ${DEFAULT-VALUE}.",
      defaultValue = "1000")
  private int window;

  @Option(
      names = "--ahead",
      paramLabel = "N",
      description =
          "Emitted events that some connected subscriber has not received at most; default:"
              + " ${DEFAULT-VALUE}.",
      defaultValue = "10000")
  private int ahead;

  @Option(
      names = "--warmup",
      paramLabel = "DURATION",
      description = "Publish for so long before the measurement; default: ${DEFAULT-VALUE}.",
      defaultValue = "5s",
      converter = DurationConverter.class)
  private Duration warmup = Duration.ZERO;

  @Mixin private TokenOption token = new TokenOption();
  @Mixin private TlsOptions tls = new TlsOptions();

  @ArgGroup private Length length = new Length();

  @Option(
      names = "--replay",
      description = "At the end the absent members come back and empty their queues.")
  private boolean replay;

  @Option(
      names = "--client-prefix",
      paramLabel = "TEXT",
      description =
          "What the names of clients and rooms begin with; two runs at a time need two. With a"
              + " token: its subject and a slash, and what you like. Default: ${DEFAULT-VALUE}.",
      defaultValue = "bench")
  private String prefix = "";

  BenchOptions() {}

  /** How long the measurement takes: one of the two. */
  static final class Length {
    private static final Duration DEFAULT = Duration.ofSeconds(15);

    @Option(
        names = "--duration",
        paramLabel = "DURATION",
        description = "Publish and measure for so long: 500ms, 15s, 2m, 1h; default: 15s.",
        converter = DurationConverter.class)
    private @Nullable Duration duration;

    @Option(
        names = "--events",
        paramLabel = "N",
        description = "Or: publish and measure so many events.")
    private @Nullable Long events;

    Length() {}
  }

  /**
   * All of it together.
   *
   * @throws IllegalArgumentException when a value is out of range; names its option
   */
  Settings settings(URI url) {
    if (length.events != null && (length.events < 1 || publishers == 0)) {
      throw new IllegalArgumentException("--events must be at least 1, and needs a publisher");
    }
    return new Settings(
        new Settings.Target(url, tls.files(), token.token()),
        new Settings.Crowd(publishers, subscribers, rooms, absent, ack),
        new Settings.Load(payload, random, rate, window, ahead),
        new Settings.Span(
            warmup,
            length.duration == null ? Length.DEFAULT : length.duration,
            length.events == null ? 0 : length.events,
            replay),
        prefix);
  }
}
