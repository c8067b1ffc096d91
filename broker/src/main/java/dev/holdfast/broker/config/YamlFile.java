package dev.holdfast.broker.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/** Reads a file of YAML; that it cannot be read is a problem like others. */
final class YamlFile {
  private YamlFile() {}

  /** Null when it cannot be read, which is a problem, and when there is nothing in it. */
  static @Nullable Node read(Path file, Problems problems) {
    try {
      return parse(Files.readAllBytes(file), file.toString(), problems);
    } catch (NoSuchFileException e) {
      problems.add(file.toString(), "", "there is no such file");
    } catch (IOException e) {
      problems.add(file.toString(), "", "cannot be read: " + e);
    }
    return null;
  }

  /** The same for what a file holds. */
  static @Nullable Node parse(byte[] content, String file, Problems problems) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      return parse(UTF_8.newDecoder().decode(bytes).toString(), file, problems);
    } catch (CharacterCodingException e) {
      problems.add(file, "", "is not text in UTF-8");
      return null;
    }
  }

  private static @Nullable Node parse(String text, String file, Problems problems) {
    try {
      LoaderOptions options = new LoaderOptions();
      options.setProcessComments(false);
      return new Yaml(options).compose(new StringReader(text));
    } catch (MarkedYAMLException e) {
      problems.add(problems.place(e.getProblemMark()), "", "is not YAML: " + e.getProblem());
    } catch (YAMLException e) {
      problems.add(file, "", "is not YAML: " + e.getMessage());
    }
    return null;
  }
}
