package dev.skyvane.router.gateway.access;

/** What may be done with a function. */
public enum Permission {
  /** Call it. */
  INVOKE,
  /** See that it is there, and how it is deployed. */
  READ,
  /** Change it. */
  ADMIN
}
