package dev.holdfast.it.flights;

/** One record of the data set, as its JSON has it; no two records are equal. */
record Flight(String date, int delay, int distance, String origin, String destination) {
  boolean touches(String airport) {
    return origin.equals(airport) || destination.equals(airport);
  }
}
