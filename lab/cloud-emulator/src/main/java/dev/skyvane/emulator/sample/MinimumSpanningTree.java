package dev.skyvane.emulator.sample;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Comparator;
import java.util.stream.IntStream;

/** The minimum spanning forest of an undirected graph, by Kruskal's algorithm. */
public final class MinimumSpanningTree {

  private MinimumSpanningTree() {}

  /** Runs the function. */
  public static FunctionOutput run(FunctionInput input) throws FunctionFailedException {
    var graph = Graph.of(input.requiredObject("edges"), true);
    var order =
        IntStream.range(0, graph.weights().length)
            .boxed()
            .sorted(
                Comparator.comparingLong((Integer i) -> graph.weights()[i])
                    .thenComparing(Comparator.naturalOrder()))
            .toList();
    var parents = IntStream.range(0, graph.vertices()).toArray();
    var chosen = new boolean[graph.weights().length];
    var trees = graph.vertices();
    var weight = 0L;
    for (var edge : order) {
      var one = root(parents, graph.from()[edge]);
      var other = root(parents, graph.to()[edge]);
      if (one != other) {
        parents[one] = other;
        chosen[edge] = true;
        weight += graph.weights()[edge];
        trees--;
      }
    }
    var answer = JsonNodeFactory.instance.objectNode();
    answer.put("trees", trees).put("weight", weight);
    var edges = answer.putArray("edges");
    IntStream.range(0, chosen.length).filter(i -> chosen[i]).forEach(edges::add);
    return FunctionOutput.json(FunctionInput.write(answer));
  }

  /** The root of a vertex's tree; halves the path on the way. */
  private static int root(int[] parents, int vertex) {
    var at = vertex;
    while (parents[at] != at) {
      parents[at] = parents[parents[at]];
      at = parents[at];
    }
    return at;
  }
}
