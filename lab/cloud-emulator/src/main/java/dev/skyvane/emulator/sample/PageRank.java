package dev.skyvane.emulator.sample;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Arrays;
import java.util.HashSet;

/**
 * The ranks of the vertices of a directed graph, by power iteration with damping 0.85; a vertex
 * without a way out goes on to all alike, an edge that is there twice counts once.
 */
public final class PageRank {

  private static final double DAMPING = 0.85;
  private static final double CLOSE = 1e-15;
  private static final int MAX_ROUNDS = 1_000;
  private static final double BILLION = 1e9;

  private PageRank() {}

  /** Runs the function. */
  public static FunctionOutput run(FunctionInput input) throws FunctionFailedException {
    var graph = Graph.of(input.requiredObject("edges"), false);
    var answer = JsonNodeFactory.instance.objectNode();
    var list = answer.putArray("ranks");
    for (var rank : ranks(graph)) {
      list.add(Math.round(rank * BILLION));
    }
    return FunctionOutput.json(FunctionInput.write(answer));
  }

  private static double[] ranks(Graph graph) {
    var n = graph.vertices();
    var counts = new boolean[graph.from().length];
    var degrees = new int[n];
    var seen = new HashSet<Long>();
    for (var i = 0; i < counts.length; i++) {
      counts[i] = seen.add((long) graph.from()[i] * n + graph.to()[i]);
      degrees[graph.from()[i]] += counts[i] ? 1 : 0;
    }
    var ranks = new double[n];
    Arrays.fill(ranks, 1.0 / n);
    for (var round = 0; round < MAX_ROUNDS; round++) {
      var next = step(graph, counts, degrees, ranks);
      var change = 0.0;
      for (var v = 0; v < n; v++) {
        change += Math.abs(next[v] - ranks[v]);
      }
      ranks = next;
      if (change < CLOSE) {
        break;
      }
    }
    return ranks;
  }

  private static double[] step(Graph graph, boolean[] counts, int[] degrees, double[] ranks) {
    var n = ranks.length;
    var dangling = 0.0;
    for (var v = 0; v < n; v++) {
      dangling += degrees[v] == 0 ? ranks[v] : 0;
    }
    var next = new double[n];
    Arrays.fill(next, (1 - DAMPING + DAMPING * dangling) / n);
    for (var i = 0; i < counts.length; i++) {
      if (counts[i]) {
        next[graph.to()[i]] += DAMPING * ranks[graph.from()[i]] / degrees[graph.from()[i]];
      }
    }
    return next;
  }
}
