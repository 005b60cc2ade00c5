/**
 * What is known before any measurement: regions, list prices and their exact arithmetic, averages
 * of the electricity grids, energy of a run, distance and the request latency that it lets expect.
 *
 * <p><b>Threading.</b> Everything is immutable and may be shared by any number of threads; no
 * method waits or does I/O but {@link dev.skyvane.catalog.Catalog#load}. <b>Failure.</b> What is
 * unknown is an empty {@link java.util.Optional} or null, never a zero and never a guess; an
 * argument out of range is an {@link java.lang.IllegalArgumentException} that names the rule; a
 * damaged jar is an {@link java.lang.IllegalStateException} that names file, line and column.
 * <b>Same input, same answer:</b> nothing here depends on the clock, the locale or the order of
 * calls.
 *
 * <h2>Data files</h2>
 *
 * They lie beside the classes as comma-separated text; each says in its head what its columns mean
 * and under which licence it may be passed on. The NOTICE of the project repeats what the licences
 * ask for. Data under share-alike terms is not in the jar.
 *
 * <ul>
 *   <li>{@code regions.csv}: regions of AWS, Google Cloud and Azure with city, coordinates, country
 *       and grid zone, entered by hand from the providers' documentation. Coordinates are those of
 *       the city, so a distance is good to some tens of km.
 *   <li>{@code providers.csv}: default concurrency of a region, by provider.
 *   <li>{@code prices.csv} and {@code products.csv}: list prices by region and architecture, and
 *       how each product rounds. A region without a line has no known price.
 *   <li>{@code grid_zones.csv}: carbon intensity and fossil share by grid zone. One line per zone,
 *       whoever runs a region there: two sources for the same grid would let a provider win by
 *       method rather than by electricity.
 *   <li>{@code gcp_carbon_free.csv}: share of carbon-free energy of Google's regions, from which
 *       their fossil share is taken where the zone's is unknown.
 *   <li>{@code energy.csv}: coefficients of {@link dev.skyvane.catalog.EnergyModel}.
 *   <li>{@code sources.csv}: title and licence behind each short name of a source.
 * </ul>
 *
 * To add a region, add a line to {@code regions.csv}; price and grid average follow by their own
 * files, and may be missing.
 */
package dev.skyvane.catalog;
