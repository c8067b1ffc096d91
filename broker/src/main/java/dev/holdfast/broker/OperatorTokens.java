package dev.holdfast.broker;

import dev.holdfast.broker.admin.Operator;
import dev.holdfast.broker.admin.Operators;
import dev.holdfast.broker.security.AuthResult;
import dev.holdfast.broker.security.Principal;
import dev.holdfast.broker.security.SecurityFileException;
import dev.holdfast.broker.security.SecurityWatch;
import dev.holdfast.broker.security.TokenFile;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The operators of {@code admin.tokensFile}, which is read again when it changes. Any thread. */
final class OperatorTokens implements Operators, AutoCloseable {
  private static final long LOOK_EVERY_MS = 2_000;

  private final TokenFile tokens;
  private final SecurityWatch watch = new SecurityWatch(LOOK_EVERY_MS);

  private OperatorTokens(TokenFile tokens) {
    this.tokens = tokens;
  }

  /**
   * Reads the file, and goes on looking at it.
   *
   * @throws SecurityFileException when it cannot be read
   */
  static OperatorTokens of(Path file) throws SecurityFileException {
    TokenFile tokens = new TokenFile(file);
    OperatorTokens operators = new OperatorTokens(tokens);
    operators.watch.load(file, tokens::reload);
    operators.watch.start();
    return operators;
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

  @Override
  public void close() {
    watch.close();
  }
}
