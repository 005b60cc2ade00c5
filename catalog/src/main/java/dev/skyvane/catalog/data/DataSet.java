package dev.skyvane.catalog.data;

/**
 * What was loaded, for whoever shows or publishes figures that rest on it.
 *
 * @param file name of the file
 * @param shipped whether it is part of Skyvane's jar; else it was read from disk at run time
 * @param what it holds
 * @param source who said so, and as of when
 * @param licence terms under which it may be passed on
 * @param rows how many lines of data
 */
public record DataSet(
    String file, boolean shipped, String what, String source, String licence, int rows) {}
