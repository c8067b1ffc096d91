package dev.holdfast.broker.security;

import dev.holdfast.broker.security.TokenEntry.BadEntryException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Static tokens: a YAML list of {@link TokenEntry}. The file holds hashes, so that whoever reads it
 * can connect as nobody. Read again when it changes; any thread.
 */
public final class TokenFile implements AccessContent {
  /** As many withdrawn tokens are remembered, so that no session of one goes on. */
  private static final int MAX_WITHDRAWN = 100_000;

  private final Path file;

  /** By the id of the credential: the first digits of the hash. */
  private volatile Map<String, TokenEntry> entries = Map.of();

  /** Ids that stood in the file since the start, and do not any more. */
  private volatile Set<String> withdrawn = Set.of();

  /** One that is not read yet: it knows nobody before {@link #reload()}. */
  public TokenFile(Path file) {
    this.file = file;
  }

  @Override
  public Path file() {
    return file;
  }

  @Override
  public boolean isSecret() {
    return true;
  }

  @Override
  public void take(byte[] content) throws SecurityFileException {
    Map<String, TokenEntry> now = read(file, content);
    Set<String> gone = new HashSet<>(entries.keySet());
    if (gone.size() + withdrawn.size() <= MAX_WITHDRAWN) {
      gone.addAll(withdrawn);
    }
    gone.removeAll(now.keySet());
    withdrawn = gone;
    entries = now;
  }

  private static Map<String, TokenEntry> read(Path file, byte[] content)
      throws SecurityFileException {
    Object yaml = parse(file, content);
    if (yaml == null) {
      return Map.of();
    }
    if (!(yaml instanceof List<?> list)) {
      throw new SecurityFileException(file, "must be a YAML list of tokens");
    }
    Map<String, TokenEntry> entries = new HashMap<>();
    int number = 0;
    for (Object item : list) {
      number++;
      try {
        TokenEntry entry = TokenEntry.of(item);
        if (entries.put(entry.principal().credentialId(), entry) != null) {
          throw new BadEntryException("has the hash of an earlier one");
        }
      } catch (BadEntryException e) {
        throw new SecurityFileException(file, "entry " + number + " " + e.getMessage(), e);
      }
    }
    return Map.copyOf(entries);
  }

  private static @Nullable Object parse(Path file, byte[] content) throws SecurityFileException {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(SecurityFiles.MAX_BYTES);
    options.setAllowDuplicateKeys(false);
    try {
      return new Yaml(new SafeConstructor(options)).load(SecurityFiles.text(file, content));
    } catch (YAMLException e) {
      throw new SecurityFileException(file, "is not YAML: " + e.getMessage(), e);
    }
  }

  /**
   * Who has this token; null when nobody has. The comparison takes as long whichever digit of the
   * hash differs.
   */
  public @Nullable AuthResult find(String token, long nowMs) {
    String hash = CredentialIds.sha256(token);
    TokenEntry entry = entries.get(CredentialIds.of(hash));
    if (entry == null || !isEqual(entry.hash(), hash)) {
      return null;
    }
    return entry.principal().expiresAtMs() <= nowMs
        ? AuthResult.refused(Refusal.EXPIRED)
        : new AuthResult.Known(entry.principal());
  }

  private static boolean isEqual(String some, String other) {
    return MessageDigest.isEqual(
        some.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
  }

  /** Whether this was one of its tokens and is not any more, or says something else now. */
  boolean hasWithdrawn(Principal principal) {
    TokenEntry now = entries.get(principal.credentialId());
    return now == null
        ? withdrawn.contains(principal.credentialId())
        : !now.principal().equals(principal);
  }
}
