package dev.skyvane.standalone.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

class CommandReferenceTest {
  private static final Path PUBLISHED = Path.of("../docs/reference/commands.md");
  private static final int WIDTH = 100;

  @Test
  void thePublishedReferenceIsCurrent() throws IOException {
    if (Boolean.getBoolean("skyvane.regenerate")) {
      Files.createDirectories(PUBLISHED.getParent());
      Files.writeString(PUBLISHED, text());
    }
    assertEquals(
        text(),
        Files.readString(PUBLISHED),
        "regenerate with: mvn -pl standalone test -Dtest=CommandReferenceTest"
            + " -Dskyvane.regenerate=true");
  }

  private static String text() {
    var line = SkyvaneCommand.commandLine();
    var text = new StringBuilder();
    text.append("# Commands\n\n");
    text.append(
        "Generated from the commands themselves by `CommandReferenceTest`; do not edit.\n\n");
    text.append("`./skyvane` builds what is missing or stale, then runs the command.\n\n");
    text.append(
        """
        | variable | meaning |
        |---|---|
        | `SKYVANE_BOOTSTRAP_SERVER` | as `--bootstrap-server` |
        | `SKYVANE_SCHEMA_REGISTRY_URL` | as `--schema-registry-url` |
        | `SKYVANE_TOPIC_PREFIX` | as `--topic-prefix` |
        | `SKYVANE_CLIENT_CONFIG` | as `--client-config` |
        | `SKYVANE_CONTEXT` | as `--context` |
        | `SKYVANE_DATA` | as `--data` |
        | `SKYVANE_JAVA_OPTS` | further JVM flags for `./skyvane` |

        Options win over variables, variables over the context that `up` writes.

        | exit code | meaning |
        |---|---|
        | 0 | ok |
        | 1 | the function failed |
        | 2 | the command line or a file is wrong |
        | 3 | Kafka, the registry or a provider can't be reached, or the process can't start; for `status`: the router is not ready |
        | 4 | no answer in time |
        | 5 | not routable: no such function, or no deployment satisfies its constraints |

        """);
    sections(text, line);
    return text.toString().stripTrailing() + "\n";
  }

  private static void sections(StringBuilder text, CommandLine line) {
    section(text, line);
    line.getSubcommands().values().forEach(each -> sections(text, each));
  }

  private static void section(StringBuilder text, CommandLine line) {
    line.setUsageHelpAutoWidth(false);
    line.setUsageHelpWidth(WIDTH);
    text.append("## ").append(line.getCommandSpec().qualifiedName(" ")).append("\n\n```\n");
    line.getUsageMessage(Ansi.OFF)
        .lines()
        .map(String::stripTrailing)
        .forEach(each -> text.append(each).append('\n'));
    text.append("```\n\n");
  }
}
