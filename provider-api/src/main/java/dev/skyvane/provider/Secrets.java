package dev.skyvane.provider;

/** Resolves references to secrets; the only way by which an adapter comes to one. */
@FunctionalInterface
public interface Secrets {

  /**
   * The secret behind a reference, read anew at each call so that a rotated one is seen.
   *
   * @param reference {@code env:NAME} or {@code file:NAME}
   * @throws IllegalArgumentException if the reference is malformed, not allowed or leads nowhere;
   *     the message names the reference and the rule, never the secret
   */
  String resolve(String reference);
}
