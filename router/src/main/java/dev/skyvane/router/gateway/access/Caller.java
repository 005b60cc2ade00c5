package dev.skyvane.router.gateway.access;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who calls.
 *
 * @param name as the file of keys or the token says it
 * @param tenant on whose account, or null
 * @param grants what they may do
 */
public record Caller(String name, @Nullable String tenant, List<Grant> grants) {

  /** Whoever reaches a gateway that asks for no credentials: may do everything. */
  public static final Caller ANYBODY =
      new Caller(
          "anybody",
          null,
          List.of(Grant.parse("invoke:*"), Grant.parse("read:*"), Grant.parse("admin:*")));

  public Caller {
    grants = List.copyOf(grants);
  }

  /** Whether they may do something with a function, be it there or not. */
  public boolean may(Permission permission, String function) {
    return grants.stream().anyMatch(grant -> grant.allows(permission, function));
  }
}
