package dev.holdfast.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page of the documentation, for tests that run what it shows. A block of code that is run as it
 * stands has a name after its language: <code>```yaml recovery</code>.
 */
final class Page {
  private static final Pattern BLOCK =
      Pattern.compile("^```(\\w+)(?: ([\\w-]+))?\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

  private record Block(String language, String name, String code) {}

  private final String file;
  private final List<Block> blocks = new ArrayList<>();

  /** Reads a page, named from the repository's root. */
  Page(String file) throws IOException {
    this.file = file;
    Matcher block = BLOCK.matcher(Files.readString(Path.of("..").resolve(file)));
    while (block.find()) {
      String name = block.group(2) == null ? "" : block.group(2);
      blocks.add(new Block(block.group(1), name, block.group(3).strip()));
    }
  }

  /** All blocks of a language. */
  List<String> blocks(String language) {
    return blocks.stream()
        .filter(block -> block.language().equals(language))
        .map(Block::code)
        .toList();
  }

  /** The block of a language with this name. */
  String block(String language, String name) {
    return blocks.stream()
        .filter(block -> block.language().equals(language) && block.name().equals(name))
        .map(Block::code)
        .findFirst()
        .orElseThrow(() -> new AssertionError(file + " has no " + language + " named " + name));
  }
}
