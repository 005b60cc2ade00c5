package dev.skyvane.embedded.registry;

/** Whether subjects take changes. Confluent's IMPORT is not offered. */
enum Mode {
  READWRITE,
  READONLY
}
