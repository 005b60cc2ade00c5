package dev.skyvane.router.schedule;

/**
 * Why a deployment is not a candidate.
 *
 * @param deployment its id
 * @param rule the constraint or missing fact, in words
 */
public record Exclusion(String deployment, String rule) {}
