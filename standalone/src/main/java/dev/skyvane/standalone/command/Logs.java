package dev.skyvane.standalone.command;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.OutputStreamAppender;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where log lines go: commands are quiet, the process writes its file. */
public final class Logs {
  private static final String PATTERN =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSX} %-5level %logger{24} %msg%n";

  /** Kafka writes some 1,900 INFO lines at each start, and warnings that a single broker causes. */
  private static final List<String> LOUD =
      List.of(
          "kafka",
          "org.apache.kafka",
          "state.change.logger",
          "io.netty",
          "io.vertx",
          "software.amazon");

  private static final List<String> LOUDER =
      List.of(
          "org.apache.kafka.controller.QuorumController", "org.apache.kafka.clients.NetworkClient");

  /** Tell at length, with stack traces, what stands in an event of ours as well. */
  private static final List<String> REPEATING = List.of("com.azure", "com.microsoft.aad");

  private Logs() {}

  /** Nothing, or warnings and errors on standard error. */
  public static void forCommands(boolean debugging) {
    var context = reset();
    if (debugging) {
      attach(context, stderr(), Level.INFO);
    } else {
      context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.OFF);
    }
  }

  /** Lines of information on standard output, where {@code up} sends them to its file. */
  static void forProcess() {
    var context = reset();
    var console = new ConsoleAppender<ILoggingEvent>();
    attach(context, console, Level.INFO);
  }

  /** Lines of information in a file. */
  public static void toFile(Path file) {
    var context = reset();
    var appender = new FileAppender<ILoggingEvent>();
    appender.setFile(file.toString());
    attach(context, appender, Level.INFO);
  }

  private static ConsoleAppender<ILoggingEvent> stderr() {
    var appender = new ConsoleAppender<ILoggingEvent>();
    appender.setTarget("System.err");
    return appender;
  }

  private static LoggerContext reset() {
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    return context;
  }

  private static void attach(
      LoggerContext context, OutputStreamAppender<ILoggingEvent> appender, Level level) {
    var encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(PATTERN);
    encoder.start();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.start();
    var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.addAppender(appender);
    root.setLevel(level);
    LOUD.forEach(name -> context.getLogger(name).setLevel(Level.WARN));
    LOUDER.forEach(name -> context.getLogger(name).setLevel(Level.ERROR));
    REPEATING.forEach(name -> context.getLogger(name).setLevel(Level.OFF));
  }
}
