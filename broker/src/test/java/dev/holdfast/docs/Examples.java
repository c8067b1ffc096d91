package dev.holdfast.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tagged pieces of tests' sources, to be held against the page that shows them. */
final class Examples {
  private static final Pattern TAGGED =
      Pattern.compile("// tag::(\\w+)\n(.*?)\\s*// end::\\1", Pattern.DOTALL);

  private final List<String> pieces = new ArrayList<>();

  Examples(Class<?>... tests) throws IOException {
    for (Class<?> test : tests) {
      String file = "src/test/java/" + test.getName().replace('.', '/') + ".java";
      Matcher tagged = TAGGED.matcher(Files.readString(Path.of(file)));
      while (tagged.find()) {
        pieces.add(tagged.group(2).stripIndent().strip());
      }
    }
  }

  /** Fails unless the page, named from the repository's root, shows every piece as it is. */
  void assertShownIn(String page) throws IOException {
    String text = Files.readString(Path.of("..").resolve(page));
    assertThat(pieces).isNotEmpty();
    assertThat(pieces).allSatisfy(piece -> assertThat(text).contains(piece));
  }

  /** Fails unless the Java that the page shows is these pieces, in any order. */
  void assertAreTheJavaOf(Page page) {
    assertThat(page.blocks("java")).containsExactlyInAnyOrderElementsOf(pieces);
  }
}
