/**
 * What is known before any measurement of one's own: regions, prices, averages of the electricity
 * grids, energy of a run and of the data that it moves, distance, measured round trips and the
 * request latency that they let expect.
 *
 * <p><b>Threading.</b> Everything is immutable and may be shared by any number of threads; no
 * method waits or does I/O but {@link dev.skyvane.catalog.Catalog#load} and the {@code read}
 * methods of {@link dev.skyvane.catalog.HourlyCarbon} and {@link dev.skyvane.catalog.YearlyGrid}.
 * <b>Failure.</b> What is unknown is an empty {@link java.util.Optional} or null, never a zero and
 * never a guess; an argument out of range is an {@link java.lang.IllegalArgumentException} that
 * names the rule; a damaged file is an {@link java.lang.IllegalStateException} that names file,
 * line and column. <b>Same input, same answer:</b> nothing here depends on the clock, the locale or
 * the order of calls.
 *
 * <h2>Data files</h2>
 *
 * They are comma-separated text; each says in its head what it holds, whose it is and under which
 * licence it may be passed on ({@link dev.skyvane.catalog.Catalog#loaded} tells). The NOTICE of the
 * project repeats what the licences ask for. Data under share-alike terms is not in the jar: it
 * lies in {@code lab/benchmarks/data} and is read at run time. {@code docs/catalog.md} says what is
 * known, from where, and what is not.
 *
 * <ul>
 *   <li>{@code regions.csv}, {@code providers.csv}, {@code continents.csv}: regions of AWS, Google
 *       Cloud and Azure with city, coordinates, country and grid zone, entered by hand from the
 *       providers' documentation; default concurrency; continents as network prices see them.
 *       Coordinates are those of the city, so a distance is good to some tens of km.
 *   <li>{@code prices.csv}, {@code products.csv}, {@code volume_tiers.csv}, {@code free_tiers.csv},
 *       {@code sizes.csv}: list prices by region, product and architecture, how each product
 *       rounds, what is free, which sizes there are. A region without a line has no known price.
 *   <li>{@code egress_pairs.csv}, {@code egress_areas.csv}: prices of data that leaves a region.
 *   <li>{@code prices_vsp.csv}, {@code fed_regions.csv}: tables that the papers printed.
 *   <li>{@code grid_zones.csv}: carbon intensity and fossil share by grid zone. One line per zone,
 *       whoever runs a region there: two sources for the same grid would let a provider win by
 *       method rather than by electricity.
 *   <li>{@code gcp_carbon_free.csv}: share of carbon-free energy of Google's regions, from which
 *       their fossil share is taken where the zone's is unknown.
 *   <li>{@code energy.csv}, {@code pue.csv}: coefficients of {@link
 *       dev.skyvane.catalog.EnergyModel}.
 *   <li>{@code rtt_gcp.csv}, {@code rtt_azure.csv}: measured round trips.
 *   <li>{@code sources.csv}: title and licence behind each short name of a source.
 * </ul>
 *
 * To add a region, add a line to {@code regions.csv}; price and grid average follow by their own
 * files, and may be missing.
 */
@NullMarked
package dev.skyvane.catalog;

import org.jspecify.annotations.NullMarked;
