/** The shared language: the catalogue of topics and the rules for their names. */
package dev.skyvane.schemas;
