package dev.holdfast.broker.queue;

import java.util.Arrays;

/** A set of numbers that may be millions: eight bytes for each. Used by one thread. */
final class NumberSet {
  private long[] numbers = new long[64];
  private int size;
  private boolean sorted = true;

  void add(long number) {
    if (size == numbers.length) {
      numbers = Arrays.copyOf(numbers, 2 * size);
    }
    sorted = sorted && (size == 0 || numbers[size - 1] <= number);
    numbers[size++] = number;
  }

  boolean contains(long number) {
    sort();
    return Arrays.binarySearch(numbers, 0, size, number) >= 0;
  }

  /** A number that was added twice, or 0. */
  long duplicate() {
    sort();
    for (int i = 1; i < size; i++) {
      if (numbers[i] == numbers[i - 1]) {
        return numbers[i];
      }
    }
    return 0;
  }

  int size() {
    return size;
  }

  private void sort() {
    if (!sorted) {
      Arrays.sort(numbers, 0, size);
      sorted = true;
    }
  }
}
