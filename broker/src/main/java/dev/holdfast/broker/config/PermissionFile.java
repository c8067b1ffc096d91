package dev.holdfast.broker.config;

import dev.holdfast.broker.security.permission.Pattern;
import dev.holdfast.broker.security.permission.Permissions;
import dev.holdfast.broker.security.permission.Rule;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/** Reads a permission file, and reports all that is wrong with it, as {@link ConfigLoader} does. */
public final class PermissionFile {
  /** What a file must say at least, for whoever has none. */
  public static final String SMALLEST =
      """
      namespaces:
        - name: "/"
          rules:
            - who: anyone
              join: ["lobby", "user-{sub}"]
              emit:
                - events: ["*"]
                  to: ["room:lobby"]
      """;

  private static final String NAMESPACES = "namespaces";
  private static final String NAME = "name";
  private static final String RULES = "rules";

  private PermissionFile() {}

  /**
   * Reads what a file holds.
   *
   * @throws ConfigException with everything that is wrong
   */
  public static Permissions parse(Path file, byte[] content) throws ConfigException {
    Problems problems = new Problems(file.toString());
    Node root = YamlFile.parse(content, file.toString(), problems);
    Permissions permissions = root == null ? null : permissions(root, problems);
    if (permissions == null) {
      problems.addIfNone(file.toString(), "has no " + NAMESPACES);
    }
    problems.throwIfAny("The permission file");
    return permissions == null ? Permissions.NONE : permissions;
  }

  private static @Nullable Permissions permissions(Node root, Problems problems) {
    Map<String, Node> fields = YamlFields.of(root, "", List.of(NAMESPACES), problems);
    Node namespaces = fields == null ? null : fields.get(NAMESPACES);
    if (namespaces == null) {
      return null;
    }
    List<Permissions.Namespace> read =
        Lists.of(namespaces, NAMESPACES, "namespaces", PermissionFile::namespace, problems);
    return read == null || read.isEmpty() ? null : new Permissions(read);
  }

  private static Permissions.@Nullable Namespace namespace(
      Node node, String place, Problems problems) {
    Fields fields = Fields.of(node, place, List.of(NAME, RULES), problems);
    if (fields == null) {
      return null;
    }
    Pattern name = fields.required(NAME, PermissionTypes.NAMESPACE);
    List<Rule> rules =
        fields.required(
            RULES,
            (list, path, found) ->
                Lists.of(list, path, "rules", PermissionRuleReader::read, found));
    return name == null || rules == null ? null : new Permissions.Namespace(name, rules);
  }
}
