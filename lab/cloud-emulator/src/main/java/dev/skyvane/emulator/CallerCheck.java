package dev.skyvane.emulator;

/**
 * How a region knows its callers, where it asks; what a caller has to bring is asked of it. Lambda
 * takes every signature, and plain HTTP functions ask for nothing.
 */
public sealed interface CallerCheck permits AzureKeys, GoogleIdentity, OpenFaasLogin {}
