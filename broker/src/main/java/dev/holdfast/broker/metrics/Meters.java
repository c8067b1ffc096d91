package dev.holdfast.broker.metrics;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Registers meters that read what others count. Micrometer holds what a meter reads by a weak
 * reference only; so it is held here, for as long as the registry. Used by one thread, before the
 * first scrape.
 */
final class Meters {
  private final MeterRegistry registry;
  private final List<Object> held = new ArrayList<>();

  Meters(MeterRegistry registry) {
    this.registry = registry;
  }

  /**
   * A number that only grows.
   *
   * @param name without {@code _total}, which is added
   * @param tags keys and values in turn
   */
  void counter(String name, String help, LongSupplier count, String... tags) {
    held.add(count);
    FunctionCounter.builder(name, count, LongSupplier::getAsLong)
        .description(help)
        .tags(tags)
        .register(registry);
  }

  /** A number that goes up and down. */
  void gauge(String name, String help, LongSupplier value, String... tags) {
    gauge(name, null, help, value, tags);
  }

  /** The same in a unit, which the name ends with. */
  void bytes(String name, String help, LongSupplier value, String... tags) {
    gauge(name, "bytes", help, value, tags);
  }

  /** A time of day in seconds since 1970; the name ends with the unit. */
  void time(String name, String help, LongSupplier seconds, String... tags) {
    gauge(name, "seconds", help, seconds, tags);
  }

  private void gauge(
      String name, @Nullable String unit, String help, LongSupplier value, String... tags) {
    Gauge.builder(name, value::getAsLong)
        .description(help)
        .baseUnit(unit)
        .tags(Tags.of(tags))
        .register(registry);
  }

  /** A histogram of times. */
  Timer timer(String name, String help, String... tags) {
    return Timer.builder(name)
        .description(help)
        .tags(tags)
        .serviceLevelObjectives(Buckets.TIMES)
        .register(registry);
  }

  /** A histogram of sizes in bytes. */
  DistributionSummary sizes(String name, String help) {
    return DistributionSummary.builder(name)
        .description(help)
        .baseUnit("bytes")
        .serviceLevelObjectives(Buckets.SIZES)
        .register(registry);
  }
}
