package dev.holdfast.it.flights;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.holdfast.it.rig.NpmPackages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The 20,000 flights of the npm package vega-datasets. */
final class FlightData {
  private FlightData() {}

  /** All flights, in the order in which they are published. */
  static List<Flight> load() {
    Path file = NpmPackages.install().resolve("node_modules/vega-datasets/data/flights-20k.json");
    try {
      return List.copyOf(
          new JsonMapper().readValue(file.toFile(), new TypeReference<List<Flight>>() {}));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The airports of these flights, in alphabetical order. */
  static List<String> airports(List<Flight> flights) {
    return flights.stream()
        .flatMap(flight -> Stream.of(flight.origin(), flight.destination()))
        .distinct()
        .sorted()
        .toList();
  }
}
