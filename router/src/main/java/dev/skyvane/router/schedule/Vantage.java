package dev.skyvane.router.schedule;

import dev.skyvane.catalog.Coordinates;

/**
 * A place from which calls go out.
 *
 * @param id a region's id, or {@code lat,lon} in degrees
 * @param location where it is
 */
public record Vantage(String id, Coordinates location) {}
