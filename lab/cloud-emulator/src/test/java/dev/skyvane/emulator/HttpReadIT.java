package dev.skyvane.emulator;

import static dev.skyvane.emulator.Caller.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.skyvane.emulator.FunctionOptions.Access;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The function that reads what is at a URL, against digests made elsewhere. */
class HttpReadIT {

  @Test
  void whatIsServedIsReadToTheBit() throws Exception {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (var file =
              ReferenceCases.class.getResourceAsStream(
                  "reference" + exchange.getRequestURI().getPath())) {
            var body = file == null ? new byte[0] : file.readAllBytes();
            exchange.sendResponseHeaders(file == null ? 404 : 200, body.length);
            exchange.getResponseBody().write(body);
          }
          exchange.close();
        });
    server.start();
    try (var emulator = CloudEmulator.start(EmulatorOptions.of(RegionOptions.instant("http:a")));
        var caller = new Caller();
        var list = ReferenceCases.class.getResourceAsStream("reference/served.json")) {
      var region = emulator.region("http:a");
      region.deploy("read", 512, SampleFunction.HTTP);
      var base = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
      var expected = new ObjectMapper().readTree(list);
      assertTrue(expected.size() >= 8);
      for (var file : expected.properties()) {
        var answer = caller.post(region.address("read"), url(base + file.getKey()));
        assertEquals(file.getValue(), json(answer), file::getKey);
      }
      var missing = caller.post(region.address("read"), url(base + "none"));
      assertEquals(404, json(missing).path("status").asInt());
      for (var refused : new String[] {"http://example.org/", "file:///etc/hosts", "::", ""}) {
        assertEquals(500, caller.post(region.address("read"), url(refused)).statusCode(), refused);
      }
    } finally {
      server.stop(0);
    }
  }

  @Test
  void functionsThatReadOthersLeaveThemThePlaceToCompute() throws Exception {
    try (var emulator =
            CloudEmulator.start(
                EmulatorOptions.of(RegionOptions.instant("gcp:a")).withComputeThreads(1));
        var caller = new Caller()) {
      var region = emulator.region("gcp:a");
      region.deploy(FunctionOptions.of("read", 512, SampleFunction.HTTP).withAccess(Access.PUBLIC));
      region.deploy(
          FunctionOptions.of("compute", 512, SampleFunction.ALU).withAccess(Access.PUBLIC));
      var calls = new ArrayList<CompletableFuture<HttpResponse<byte[]>>>();
      for (var i = 0; i < 20; i++) {
        calls.add(caller.begin(region.address("read"), url(region.address("compute"))));
      }
      for (var call : calls) {
        // It is given nothing to compute with, and says so.
        assertEquals(500, json(call.join()).path("status").asInt());
      }
    }
  }

  private static String url(String url) {
    return "{\"url\":\"" + url + "\"}";
  }
}
