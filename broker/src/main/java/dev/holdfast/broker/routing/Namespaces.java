package dev.holdfast.broker.routing;

import dev.holdfast.broker.queue.ClientKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The declared namespaces: by name, or by a pattern in which {@code *} stands for any text. A
 * pattern only says which names there are and what holds there: each name is a namespace of its
 * own, with its own rooms and clients. Immutable.
 */
public final class Namespaces {
  private final Map<String, NamespaceRules> byName = new LinkedHashMap<>();
  private final Map<String, NamespaceRules> byPattern = new LinkedHashMap<>();

  /** Of these names and patterns, patterns in the order they are tried. */
  public Namespaces(Map<String, NamespaceRules> declared) {
    declared.forEach((name, rules) -> (Glob.isPattern(name) ? byPattern : byName).put(name, rules));
  }

  /**
   * What holds in a namespace: the one of exactly this name counts, else the first pattern that
   * fits; null where there is none or the name is not legal.
   */
  public @Nullable NamespaceRules of(String name) {
    NamespaceRules exact = byName.get(name);
    if (exact != null) {
      return exact;
    }
    if (Names.isNamespace(name)) {
      for (Map.Entry<String, NamespaceRules> entry : byPattern.entrySet()) {
        if (Glob.fits(entry.getKey(), name)) {
          return entry.getValue();
        }
      }
    }
    return null;
  }

  /** The back-ends whose namespaces are known by name: their queues are there from the start. */
  public List<ClientKey> backends() {
    return byName.entrySet().stream()
        .flatMap(
            entry ->
                entry.getValue().backends().clientIds().stream()
                    .map(clientId -> new ClientKey(entry.getKey(), clientId)))
        .toList();
  }

  /** True when a namespace has back-ends, or may come to have. */
  public boolean haveBackends() {
    return hasBackends(byName) || hasBackends(byPattern);
  }

  /** True when there is a room, or may come to be one, whose events expire. */
  boolean haveExpiringRooms() {
    return Stream.concat(byName.values().stream(), byPattern.values().stream())
        .flatMap(rules -> rules.queues().rooms().stream())
        .anyMatch(room -> room.policy().ttlMs() > 0);
  }

  private static boolean hasBackends(Map<String, NamespaceRules> declared) {
    return declared.values().stream().anyMatch(rules -> !rules.backends().isEmpty());
  }
}
