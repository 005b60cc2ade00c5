package dev.skyvane.router.gateway;

/**
 * Why a call is not done.
 *
 * @param status of the answer
 * @param code in one word, for programs
 * @param message cause, rule and way out; nothing internal
 * @param again whether it may succeed later, which Retry-After says
 */
record Refusal(int status, String code, String message, boolean again) {

  static Refusal of(int status, String code, String message) {
    return new Refusal(status, code, message, false);
  }

  static Refusal badRequest(String message) {
    return of(400, "bad-request", message);
  }

  static Refusal notFound(String message) {
    return of(404, "not-found", message);
  }

  static Refusal unknownFunction(String name) {
    return of(404, "unknown-function", "no function '" + name + "' is registered");
  }

  static Refusal forbidden(String what) {
    return of(403, "forbidden", "you are not allowed to " + what);
  }

  static Refusal notHere(String message) {
    return of(501, "not-implemented", message);
  }

  static Refusal overloaded(String message) {
    return new Refusal(503, "overloaded", message, true);
  }
}
