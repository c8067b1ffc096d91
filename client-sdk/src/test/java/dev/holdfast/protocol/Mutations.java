package dev.holdfast.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * Long-polling bodies that look right often enough to get deep into the decoders: whole packets of
 * a corpus or put together from the grammar's pieces, then cut, spliced and overwritten. Everything
 * follows from the seed.
 */
final class Mutations {
  private static final String[] CORPUS = {
    "40",
    "40/chat,{\"token\":\"x\",\"n\":[1,{}]}",
    "41",
    "41/chat,",
    "42[\"a\"]",
    "42/chat,17[\"message\",{\"text\":\"h\\u00e9 \\ud83d\\ude00\",\"n\":-1.5e3},null,true]",
    "42[1,2]",
    "43/chat,17[]",
    "430[{\"position\":\"a-0-1\"}]",
    "44{\"message\":\"no\"}",
    "451-[\"f\",{\"_placeholder\":true,\"num\":0}]\u001ebAQIDBA==",
    "452-/chat,9[\"f\",[{\"_placeholder\":true,\"num\":1}],{\"x\":{\"num\":0,\"_placeholder\":true}}]"
        + "\u001ebAA==\u001eb",
    "461-/chat,3[{\"_placeholder\":true,\"num\":0}]\u001eb/+8=",
    "42[\"$emit\",{\"rooms\":[\"R\"],\"seq\":7},\"n\",1]",
    "3",
    "3probe",
    "6",
    "2probe",
    "5",
    "1",
  };

  private static final String[] PIECES = {
    "4",
    "0",
    "1",
    "2",
    "3",
    "5",
    "6",
    "7",
    "b",
    "\u001e",
    "-",
    "10-",
    "11-",
    "/",
    "/chat,",
    ",",
    "[",
    "]",
    "{",
    "}",
    "\"",
    "\\",
    "\\u0000",
    "\\ud800",
    ":",
    "null",
    "true",
    "1",
    "-0",
    "1e999",
    "0.1",
    "99999999999999999",
    "[\"a\"]",
    "[\"connect\"]",
    "[\"a\",{\"_placeholder\":true,\"num\":",
    "\"_placeholder\"",
    "\"num\"",
    " ",
    "\n",
    "\u0000",
    "\u00e9",
    "\ud83d\ude00",
    "AQ==",
    "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
  };

  private final Random random;
  private final byte[][] corpus = utf8(CORPUS);
  private final byte[][] pieces = utf8(PIECES);
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

  Mutations(long seed) {
    random = new Random(seed);
  }

  /** The next body. */
  byte[] next() {
    out.reset();
    for (int packets = 1 + random.nextInt(3); packets > 0; packets--) {
      if (random.nextInt(4) == 0) {
        fromPieces();
      } else {
        out.writeBytes(any(corpus));
      }
      if (packets > 1) {
        out.write(0x1e);
      }
    }
    byte[] body = out.toByteArray();
    for (int changes = random.nextInt(4); changes > 0; changes--) {
      body = mutate(body);
    }
    return body;
  }

  private void fromPieces() {
    out.write('4');
    for (int count = random.nextInt(12); count > 0; count--) {
      out.writeBytes(any(pieces));
    }
  }

  private byte[] mutate(byte[] body) {
    if (body.length == 0) {
      return any(pieces);
    }
    int at = random.nextInt(body.length);
    return switch (random.nextInt(6)) {
      case 0 -> overwrite(body, at, (byte) random.nextInt(256));
      case 1 -> overwrite(body, at, any(pieces)[0]);
      case 2 -> splice(body, at, any(pieces), at);
      case 3 -> splice(body, at, any(pieces), Math.min(body.length, at + random.nextInt(8)));
      case 4 -> splice(body, at, new byte[0], Math.min(body.length, at + 1 + random.nextInt(8)));
      default -> splice(body, at, any(corpus), body.length);
    };
  }

  private static byte[] overwrite(byte[] body, int at, byte value) {
    byte[] changed = body.clone();
    changed[at] = value;
    return changed;
  }

  /** What stands before {@code from}, then {@code middle}, then what stands from {@code to} on. */
  private byte[] splice(byte[] body, int from, byte[] middle, int to) {
    out.reset();
    out.write(body, 0, from);
    out.writeBytes(middle);
    out.write(body, to, body.length - to);
    return out.toByteArray();
  }

  private byte[] any(byte[][] choices) {
    return choices[random.nextInt(choices.length)];
  }

  private static byte[][] utf8(String[] texts) {
    byte[][] bytes = new byte[texts.length][];
    for (int i = 0; i < texts.length; i++) {
      bytes[i] = texts[i].getBytes(StandardCharsets.UTF_8);
    }
    return bytes;
  }
}
