package dev.skyvane.emulator.sample;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Arrays;

/** How many edges every vertex of an undirected graph is away from one. */
public final class BreadthFirstSearch {

  private BreadthFirstSearch() {}

  /** Runs the function. */
  public static FunctionOutput run(FunctionInput input) throws FunctionFailedException {
    var object = input.requiredObject("edges");
    var graph = Graph.of(object, false);
    var start = (int) FunctionInput.integer(object, "start", 0, graph.vertices() - 1);
    var distances = new int[graph.vertices()];
    Arrays.fill(distances, -1);
    distances[start] = 0;
    var queue = new int[graph.vertices()];
    queue[0] = start;
    var reached = 1;
    var neighbours = neighbours(graph);
    for (var next = 0; next < reached; next++) {
      for (var neighbour : neighbours[queue[next]]) {
        if (distances[neighbour] < 0) {
          distances[neighbour] = distances[queue[next]] + 1;
          queue[reached++] = neighbour;
        }
      }
    }
    var answer = JsonNodeFactory.instance.objectNode();
    answer.put("reached", reached).put("depth", distances[queue[reached - 1]]);
    var list = answer.putArray("distances");
    Arrays.stream(distances).forEach(list::add);
    return FunctionOutput.json(FunctionInput.write(answer));
  }

  private static int[][] neighbours(Graph graph) {
    var degrees = new int[graph.vertices()];
    for (var i = 0; i < graph.from().length; i++) {
      degrees[graph.from()[i]]++;
      degrees[graph.to()[i]]++;
    }
    var neighbours = new int[graph.vertices()][];
    Arrays.setAll(neighbours, vertex -> new int[degrees[vertex]]);
    for (var i = 0; i < graph.from().length; i++) {
      var one = graph.from()[i];
      var other = graph.to()[i];
      neighbours[one][--degrees[one]] = other;
      neighbours[other][--degrees[other]] = one;
    }
    return neighbours;
  }
}
