package dev.skyvane.router.request;

import org.jspecify.annotations.Nullable;

/** What decoding a record came to. */
public sealed interface Decoded {

  /** A request that can be dispatched. */
  record Ready(Request request) implements Decoded {}

  /** Readable enough to be answered, but refused. */
  record Refused(Request request, Problem problem) implements Decoded {}

  /** Not an invocation: goes to the dead letters with its bytes. */
  record Poison(Problem problem, @Nullable String id, @Nullable String function)
      implements Decoded {}

  /** Can't be decided while the registry does not answer. */
  record RegistryDown(String message) implements Decoded {}

  /** The registry does not know the schema, which may still be on its way. */
  record SchemaMissing(int schemaId, String message) implements Decoded {}
}
