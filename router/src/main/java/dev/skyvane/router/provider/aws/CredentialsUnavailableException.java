package dev.skyvane.router.provider.aws;

/** There are no credentials; the message says which and why, never what they are. */
final class CredentialsUnavailableException extends RuntimeException {

  CredentialsUnavailableException(String message) {
    super(message);
  }
}
