package dev.skyvane.embedded.registry;

/** A schema that another one uses by name. */
record Reference(String name, String subject, int version) {}
