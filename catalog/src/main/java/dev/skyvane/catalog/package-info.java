/** What is known before any measurement: regions, prices, grid averages, distance, energy. */
package dev.skyvane.catalog;
