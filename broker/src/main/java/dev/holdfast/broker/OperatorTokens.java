package dev.holdfast.broker;

import dev.holdfast.broker.admin.Operator;
import dev.holdfast.broker.admin.Operators;
import dev.holdfast.broker.security.AccessFile;
import dev.holdfast.broker.security.AuthResult;
import dev.holdfast.broker.security.Principal;
import dev.holdfast.broker.security.SecurityFileException;
import dev.holdfast.broker.security.SecurityWatch;
import dev.holdfast.broker.security.TokenFile;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The operators of {@code admin.tokensFile}, as it stands now. Any thread. */
final class OperatorTokens implements Operators {
  private final TokenFile tokens;

  private OperatorTokens(TokenFile tokens) {
    this.tokens = tokens;
  }

  /**
   * Reads the file.
   *
   * @param watch looks at it from then on
   * @throws SecurityFileException when it cannot be used
   */
  static OperatorTokens of(Path file, SecurityWatch watch) throws SecurityFileException {
    TokenFile tokens = new TokenFile(file);
    watch.load(AccessFile.ADMIN_TOKENS, tokens);
    return new OperatorTokens(tokens);
  }

  /** Whoever has neither of the roles is no operator. */
  @Override
  public @Nullable Operator find(String token) {
    AuthResult result = tokens.find(token, System.currentTimeMillis());
    if (!(result instanceof AuthResult.Known known)) {
      return null;
    }
    Principal who = known.principal();
    boolean writes = who.roles().contains("write");
    return writes || who.roles().contains("read")
        ? new Operator(who.subject(), who.credentialId(), writes)
        : null;
  }
}
