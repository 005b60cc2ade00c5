package dev.skyvane.stream.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds a request's route. Immutable. */
final class RouteTable {
  private final List<Route> routes;

  /** A route and what its path's parameters are. */
  record Match(Route route, Map<String, String> values) {}

  /**
   * @throws IllegalArgumentException if two routes have one path
   */
  RouteTable(List<Route> routes) {
    var paths = new HashSet<String>();
    for (var route : routes) {
      if (!paths.add(route.path().replaceAll("\\{[^}]*}", "{}"))) {
        throw new IllegalArgumentException("two routes answer " + route.path());
      }
    }
    this.routes =
        routes.stream()
            .sorted(Comparator.comparingInt(route -> Route.names(route.path()).size()))
            .toList();
  }

  List<Route> routes() {
    return routes;
  }

  /**
   * @param path as it stands in the request, percent-encoded
   */
  Optional<Match> find(String path) {
    var asked = path.split("/", -1);
    for (var route : routes) {
      var wanted = route.path().split("/", -1);
      if (wanted.length == asked.length) {
        var values = match(wanted, asked);
        if (values.isPresent()) {
          return Optional.of(new Match(route, values.get()));
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Map<String, String>> match(String[] wanted, String[] asked) {
    var values = new HashMap<String, String>();
    for (int i = 0; i < wanted.length; i++) {
      if (wanted[i].startsWith("{")) {
        values.put(wanted[i].substring(1, wanted[i].length() - 1), decode(asked[i]));
      } else if (!wanted[i].equals(asked[i])) {
        return Optional.empty();
      }
    }
    return Optional.of(values);
  }

  private static String decode(String segment) {
    try {
      return URLDecoder.decode(segment.replace("+", "%2B"), UTF_8);
    } catch (IllegalArgumentException e) {
      throw QueryException.bad("the path's '" + segment + "' is not percent-encoded UTF-8");
    }
  }
}
