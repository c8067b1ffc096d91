package dev.holdfast.protocol;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Walks over JSON text (RFC 8259) where it stands and checks it on the way: value by value, and
 * into those values that the caller takes apart. Builds nothing but the strings it is asked for.
 * Why not a library's parser: two of them per emit cost more than everything else on the way from
 * the socket to the log (docs/performance.md).
 *
 * <p>The text must be known to be UTF-8 ({@link Utf8#isValid}). Used for one text, by one thread.
 */
public final class JsonScanner {
  /** The longest number, in characters, that is of use to others: {@link #hasOutsizedNumber}. */
  public static final int MAX_NUMBER_LENGTH = 1000;

  /** The most digits of such a number's exponent. */
  public static final int MAX_EXPONENT_DIGITS = 4;

  /** What {@link #peek} returns after the last byte. */
  public static final int END = -1;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;

  private final byte[] json;
  private final int start;
  private final int end;
  private final int maxDepth;
  private int at;
  private int depth;
  private int deepest;
  private boolean outsizedNumber;

  /** The text is not JSON, or is nested too deeply. */
  public static final class MalformedJsonException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedJsonException() {
      super("malformed JSON", null, false, false);
    }
  }

  /**
   * At the start of a text.
   *
   * @param maxDepth how many objects and arrays may be open at once
   */
  public JsonScanner(Bytes utf8, int maxDepth) {
    this.json = utf8.array();
    this.start = utf8.from();
    this.end = utf8.to();
    this.at = start;
    this.maxDepth = maxDepth;
  }

  /** The next byte that is no white space, or {@link #END}; what it begins is not taken yet. */
  public int peek() {
    while (at < end && isSpace(json[at])) {
      at++;
    }
    return at < end ? json[at] : END;
  }

  /** Where {@link #peek} has looked, counted from the text's start. */
  public int at() {
    return at - start;
  }

  /** How many objects and arrays were open at once so far, at most. */
  public int deepest() {
    return deepest;
  }

  /**
   * Whether a number was among what was walked over that is legal JSON and that many libraries
   * refuse to read: Jackson and Python for its length, decimals of most kinds for its exponent.
   */
  public boolean hasOutsizedNumber() {
    return outsizedNumber;
  }

  /** Takes the next byte that is no white space if it is this one. */
  public boolean take(char expected) {
    boolean there = peek() == expected;
    if (there) {
      at++;
    }
    return there;
  }

  /** Takes the next byte that is no white space, which must be this one. */
  public void expect(char expected) throws MalformedJsonException {
    if (!take(expected)) {
      throw new MalformedJsonException();
    }
  }

  /** Opens an object or an array, which counts for the depth until {@link #close}. */
  public void open(char bracket) throws MalformedJsonException {
    expect(bracket);
    if (++depth > maxDepth) {
      throw new MalformedJsonException();
    }
    deepest = Math.max(deepest, depth);
  }

  /** Closes what was opened last. */
  public void close(char bracket) throws MalformedJsonException {
    expect(bracket);
    depth--;
  }

  /** Only white space may follow. */
  public void expectEnd() throws MalformedJsonException {
    if (peek() != END) {
      throw new MalformedJsonException();
    }
  }

  /** Moves over the next value, whatever it is. */
  public void skip() throws MalformedJsonException {
    switch (peek()) {
      case '{' -> skipObject();
      case '[' -> skipArray();
      case '"' -> skipString();
      case 't' -> literal("true");
      case 'f' -> literal("false");
      case 'n' -> literal("null");
      default -> skipNumber();
    }
  }

  private void skipObject() throws MalformedJsonException {
    open('{');
    if (peek() != '}') {
      do {
        peek();
        skipString();
        expect(':');
        skip();
      } while (take(','));
    }
    close('}');
  }

  private void skipArray() throws MalformedJsonException {
    open('[');
    if (peek() != ']') {
      do {
        skip();
      } while (take(','));
    }
    close(']');
  }

  /** Takes the next value, which must be a string, and returns what it means. */
  public String string() throws MalformedJsonException {
    peek();
    int from = at + 1;
    boolean escaped = skipString();
    String text = new String(json, from, at - 1 - from, StandardCharsets.UTF_8);
    return escaped ? unescape(text) : text;
  }

  /** Takes the next value, which must be a number, and returns it as it is written. */
  public String number() throws MalformedJsonException {
    peek();
    int from = at;
    skipNumber();
    return new String(json, from, at - from, StandardCharsets.ISO_8859_1);
  }

  /** Takes one of the words true, false and null. */
  public void literal(String word) throws MalformedJsonException {
    peek();
    for (int i = 0; i < word.length(); i++, at++) {
      if (at == end || json[at] != word.charAt(i)) {
        throw new MalformedJsonException();
      }
    }
  }

  /** From the opening quote to behind the closing one; true when there are escapes. */
  private boolean skipString() throws MalformedJsonException {
    if (at == end || json[at++] != '"') {
      throw new MalformedJsonException();
    }
    boolean escaped = false;
    while (true) {
      skipPlain();
      byte special = next();
      if (special == '"') {
        return escaped;
      } else if (special != '\\') {
        throw new MalformedJsonException(); // a control character
      }
      escaped = true;
      skipEscape();
    }
  }

  /** Over everything that means itself: eight bytes at a time, then byte by byte. */
  private void skipPlain() {
    int i = at;
    while (i + Long.BYTES <= end && allPlain((long) LONGS.get(json, i))) {
      i += Long.BYTES;
    }
    while (i < end && isPlain(json[i])) {
      i++;
    }
    at = i;
  }

  /** True when none of eight bytes is a quote, a backslash or below the space. */
  private static boolean allPlain(long word) {
    long quotes = zeros(word ^ ('"' * ONES));
    long backslashes = zeros(word ^ ('\\' * ONES));
    long controls = (word - ' ' * ONES) & ~word;
    return ((quotes | backslashes | controls) & HIGH_BITS) == 0;
  }

  /** Has the high bit of some byte set if and only if a byte is zero. */
  private static long zeros(long word) {
    return (word - ONES) & ~word;
  }

  private static boolean isPlain(byte b) {
    return b != '"' && b != '\\' && (b < 0 || b >= ' ');
  }

  private void skipEscape() throws MalformedJsonException {
    switch (next()) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {}
      case 'u' -> {
        for (int i = 0; i < 4; i++) {
          if (Character.digit(next(), 16) < 0) {
            throw new MalformedJsonException();
          }
        }
      }
      default -> throw new MalformedJsonException();
    }
  }

  /** The meaning of a string with escapes that are known to be right. */
  private static String unescape(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\\') {
        out.append(c);
      } else {
        char escape = text.charAt(++i);
        switch (escape) {
          case 'b' -> out.append('\b');
          case 'f' -> out.append('\f');
          case 'n' -> out.append('\n');
          case 'r' -> out.append('\r');
          case 't' -> out.append('\t');
          case 'u' -> {
            out.append((char) Integer.parseInt(text, i + 1, i + 5, 16));
            i += 4;
          }
          default -> out.append(escape);
        }
      }
    }
    return out.toString();
  }

  private void skipNumber() throws MalformedJsonException {
    int from = at;
    takeByte('-');
    if (!takeByte('0')) {
      skipDigits();
    }
    if (takeByte('.')) {
      skipDigits();
    }
    if (takeByte('e') || takeByte('E')) {
      if (!takeByte('+')) {
        takeByte('-');
      }
      int exponent = at;
      skipDigits();
      outsizedNumber |= at - exponent > MAX_EXPONENT_DIGITS;
    }
    outsizedNumber |= at - from > MAX_NUMBER_LENGTH;
  }

  private void skipDigits() throws MalformedJsonException {
    int from = at;
    while (at < end && json[at] >= '0' && json[at] <= '9') {
      at++;
    }
    if (at == from) {
      throw new MalformedJsonException();
    }
  }

  private boolean takeByte(char expected) {
    boolean there = at < end && json[at] == expected;
    if (there) {
      at++;
    }
    return there;
  }

  private byte next() throws MalformedJsonException {
    if (at == end) {
      throw new MalformedJsonException();
    }
    return json[at++];
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }
}
