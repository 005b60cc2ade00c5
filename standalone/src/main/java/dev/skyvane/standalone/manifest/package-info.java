/**
 * Manifests: the YAML that people write about functions and regions, and the records that it stands
 * for.
 *
 * <p>One description of the keys ({@link dev.skyvane.standalone.manifest.FunctionKeys}, {@link
 * dev.skyvane.standalone.manifest.RegionKeys}) reads YAML, writes it back and makes the JSON Schema
 * for editors, so that the three cannot differ. What was read and is written again reads as the
 * same record. <b>Threading.</b> Everything is immutable or confined to one call. <b>Failure.</b>
 * Wrong input is data: all {@link dev.skyvane.standalone.manifest.Problem}s of a file are found in
 * one pass, each with its line, its key, the rule and the way out. A value that could be a secret
 * is never repeated in a message.
 */
package dev.skyvane.standalone.manifest;
