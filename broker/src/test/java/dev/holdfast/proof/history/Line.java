package dev.holdfast.proof.history;

/**
 * A line of a history, with where it stands, so that a violation can show it.
 *
 * @param file name of the history's file
 * @param number of the line in it, from 1
 */
public record Line(String file, int number, Entry entry) {
  @Override
  public String toString() {
    return file + ":" + number + " " + entry;
  }
}
