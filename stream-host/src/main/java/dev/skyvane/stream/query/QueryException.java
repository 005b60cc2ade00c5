package dev.skyvane.stream.query;

/** A query that ends with an error. */
public final class QueryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  static final int NOT_FOUND = 404;

  private final int status;
  private final String code;

  private QueryException(int status, String code, String message) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
  }

  /** 400: the request is wrong; the message says which rule it breaks. */
  public static QueryException bad(String message) {
    return new QueryException(400, "bad-request", message);
  }

  /** 404: there is no such thing; the message says where to look. */
  public static QueryException notFound(String message) {
    return new QueryException(NOT_FOUND, "not-found", message);
  }

  /** 503: it can't be answered now, but may be soon. */
  public static QueryException unavailable(String message) {
    return new QueryException(503, "unavailable", message);
  }

  /** 504: those who know did not answer in time. */
  public static QueryException timedOut(String message) {
    return new QueryException(504, "timeout", message);
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** A word for programs. */
  public String code() {
    return code;
  }
}
