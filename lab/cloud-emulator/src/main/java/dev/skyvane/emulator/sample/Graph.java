package dev.skyvane.emulator.sample;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A graph as the graph functions are given it: {@code {"vertices": n, "edges": [[from, to], ...]}},
 * with a weight as third number of each edge where one is asked for.
 *
 * @param vertices number of vertices, which are numbered from 0
 * @param from one end of each edge
 * @param to the other end of each edge
 * @param weights weight of each edge; empty if none was asked for
 */
@SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
record Graph(int vertices, int[] from, int[] to, long[] weights) {

  private static final int MAX_SIZE = 1_000_000;

  /** Most weight of an edge, so that no sum overflows. */
  private static final long MAX_WEIGHT = 1_000_000_000_000L;

  static Graph of(ObjectNode object, boolean weighted) throws FunctionFailedException {
    var vertices = (int) FunctionInput.integer(object, "vertices", 1, MAX_SIZE);
    var edges = object.path("edges");
    if (!edges.isArray() || edges.size() > MAX_SIZE) {
      throw new FunctionFailedException(
          "BadInput", "The field 'edges' must be a list of at most %d edges.".formatted(MAX_SIZE));
    }
    var count = edges.size();
    var graph = new Graph(vertices, new int[count], new int[count], new long[weighted ? count : 0]);
    var arity = weighted ? 3 : 2;
    for (var i = 0; i < count; i++) {
      var edge = edges.get(i);
      var good = edge.isArray() && edge.size() == arity;
      for (var k = 0; good && k < arity; k++) {
        var most = k < 2 ? vertices - 1 : MAX_WEIGHT;
        var least = k < 2 ? 0 : -MAX_WEIGHT;
        var number = edge.get(k);
        good =
            number.isIntegralNumber()
                && number.canConvertToLong()
                && number.longValue() >= least
                && number.longValue() <= most;
      }
      if (!good) {
        throw new FunctionFailedException(
            "BadInput",
            "Edge %d must be %s of vertices below %d."
                .formatted(i, weighted ? "[from, to, weight]" : "[from, to]", vertices));
      }
      graph.from[i] = edge.get(0).intValue();
      graph.to[i] = edge.get(1).intValue();
      if (weighted) {
        graph.weights[i] = edge.get(2).longValue();
      }
    }
    return graph;
  }
}
