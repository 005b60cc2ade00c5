package dev.skyvane.embedded.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The API as Confluent documents it, over HTTP, on a journal in memory. */
@Timeout(60)
final class RegistryServerTest {
  private static final String INT = "\"int\"";
  private static final String A = record("{\"name\":\"x\",\"type\":\"int\",\"default\":0}");
  private static final String A_WITH_MORE =
      record(
          "{\"name\":\"x\",\"type\":\"int\",\"default\":0},{\"name\":\"y\",\"type\":\"string\",\"default\":\"\"}");
  private static final String A_WITHOUT_DEFAULT = record("{\"name\":\"x\",\"type\":\"int\"}");
  private static final String A_OF_STRING =
      record("{\"name\":\"x\",\"type\":\"string\",\"default\":\"\"}");

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient client = HttpClient.newHttpClient();
  private final ListJournal journal = new ListJournal();
  private RegistryServer server = start();

  private RegistryServer start() {
    return RegistryServer.start(new Registry(journal), "127.0.0.1", 0);
  }

  @AfterEach
  void close() {
    server.close();
    client.close();
  }

  private static String record(String fields) {
    return "{\"type\":\"record\",\"name\":\"A\",\"namespace\":\"n\",\"fields\":[" + fields + "]}";
  }

  private record Answer(int status, JsonNode body) {
    int code() {
      return body.path("error_code").asInt();
    }
  }

  private Answer ask(String method, String path, String body) {
    var request =
        HttpRequest.newBuilder(URI.create(server.url() + path))
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build();
    try {
      var response = client.send(request, BodyHandlers.ofString());
      assertEquals(
          "application/vnd.schemaregistry.v1+json",
          response.headers().firstValue("Content-Type").orElse(""));
      return new Answer(response.statusCode(), json.readTree(response.body()));
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private String get(String path) {
    var answer = ask("GET", path, null);
    assertEquals(200, answer.status(), () -> answer.toString());
    return answer.body().toString();
  }

  private static String schema(String text) {
    return JsonNodeFactory.instance.objectNode().put("schema", text).toString();
  }

  private int register(String subject, String schema) {
    var answer = ask("POST", "/subjects/" + subject + "/versions", schema(schema));
    assertEquals(200, answer.status(), () -> answer.toString());
    return answer.body().path("id").asInt();
  }

  private void assertFails(int code, String method, String path, String body) {
    var answer = ask(method, path, body);
    assertEquals(code, answer.code(), () -> answer.toString());
    assertEquals(code >= 1_000 ? code / 100 : code, answer.status());
    assertTrue(answer.body().path("message").asText().length() > 10, answer::toString);
  }

  @Test
  void givesOneIdToOneSchemaInEverySubject() {
    int id = register("s-value", A);
    assertEquals(id, register("s-value", A));
    assertEquals(id, register("other", "  " + A.replace(":", " : ")));
    assertTrue(id != register("s-value", A_WITH_MORE));
    assertEquals("[\"other\",\"s-value\"]", get("/subjects"));
    assertEquals("[1,2]", get("/subjects/s-value/versions"));
    assertEquals("[\"other\",\"s-value\"]", get("/schemas/ids/" + id + "/subjects"));
    assertEquals(
        "[{\"subject\":\"other\",\"version\":1},{\"subject\":\"s-value\",\"version\":1}]",
        get("/schemas/ids/" + id + "/versions"));
    assertEquals(schema(A), get("/schemas/ids/" + id));
    assertEquals(A, get("/schemas/ids/" + id + "/schema"));
    assertEquals(A_WITH_MORE, get("/subjects/s-value/versions/latest/schema"));
    assertEquals(
        "{\"subject\":\"s-value\",\"version\":1,\"id\":1,\"schema\":" + json(A) + "}",
        get("/subjects/s-value/versions/1"));
    assertEquals(
        "{\"subject\":\"s-value\",\"version\":2,\"id\":2,\"schema\":" + json(A_WITH_MORE) + "}",
        ask("POST", "/subjects/s-value", schema(A_WITH_MORE)).body().toString());
    assertEquals("[\"AVRO\"]", get("/schemas/types"));
    assertEquals("[\"s-value\"]", get("/subjects?subjectPrefix=s-"));
  }

  private static String json(String text) {
    return JsonNodeFactory.instance.textNode(text).toString();
  }

  @Test
  void twoThatRaceGetOneId() throws Exception {
    var ids = new HashSet<Integer>();
    try (var threads = Executors.newFixedThreadPool(8)) {
      var results = new ExecutorCompletionService<Integer>(threads);
      var together = new CountDownLatch(8);
      for (int i = 0; i < 8; i++) {
        var subject = i % 2 == 0 ? "even" : "odd";
        results.submit(
            () -> {
              together.countDown();
              together.await();
              return register(subject, A);
            });
      }
      for (int i = 0; i < 8; i++) {
        ids.add(results.take().get());
      }
    }
    assertEquals(1, ids.size(), ids::toString);
    assertEquals("[1]", get("/subjects/even/versions"));
    assertEquals("[1]", get("/subjects/odd/versions"));
  }

  @Test
  void namesWhatIsMissingByConfluentsCodes() {
    assertFails(40401, "GET", "/subjects/none/versions", null);
    assertFails(40401, "GET", "/subjects/none/versions/1", null);
    assertFails(40401, "POST", "/subjects/none", schema(A));
    assertFails(40401, "DELETE", "/subjects/none", null);
    assertFails(40403, "GET", "/schemas/ids/77", null);
    assertFails(40408, "GET", "/config/none", null);
    assertFails(40409, "GET", "/mode/none", null);
    register("s", A);
    assertFails(40402, "GET", "/subjects/s/versions/2", null);
    assertFails(40403, "POST", "/subjects/s", schema(A_WITH_MORE));
    assertFails(42202, "GET", "/subjects/s/versions/first", null);
    assertFails(42202, "GET", "/subjects/s/versions/0", null);
    assertFails(404, "GET", "/nothing/here", null);
    assertFails(405, "PUT", "/subjects", "{}");
  }

  @Test
  void refusesWhatIsWrong() {
    assertFails(42201, "POST", "/subjects/s/versions", schema("{\"type\":\"nonsense\"}"));
    assertFails(42201, "POST", "/subjects/s/versions", "{}");
    assertFails(
        42201,
        "POST",
        "/subjects/s/versions",
        "{\"schemaType\":\"PROTOBUF\",\"schema\":\"syntax\"}");
    assertFails(400, "POST", "/subjects/s/versions", "{not json");
    assertFails(42203, "PUT", "/config", "{\"compatibility\":\"SOMEWHAT\"}");
    assertFails(42204, "PUT", "/mode", "{\"mode\":\"IMPORT\"}");
    assertEquals("[]", get("/subjects"));
  }

  @Test
  void checksByTheLevelInForce() {
    assertEquals("{\"compatibilityLevel\":\"FULL_TRANSITIVE\"}", get("/config"));
    register("s", A);
    assertFails(409, "POST", "/subjects/s/versions", schema(A_OF_STRING));
    assertFails(409, "POST", "/subjects/s/versions", schema(INT));
    register("s", A_WITH_MORE);
    assertEquals(
        "{\"compatibility\":\"BACKWARD\"}",
        ask("PUT", "/config/s", "{\"compatibility\":\"BACKWARD\"}").body().toString());
    assertEquals("{\"compatibilityLevel\":\"BACKWARD\"}", get("/config/s"));
    register("s", A_WITHOUT_DEFAULT);
    assertFails(409, "POST", "/subjects/s/versions", schema(A_OF_STRING));
    ask("PUT", "/config/s", "{\"compatibility\":\"NONE\"}");
    register("s", A_OF_STRING);
    ask("PUT", "/config/s", "{\"compatibility\":\"FORWARD\"}");
    assertFails(409, "POST", "/subjects/s/versions", schema(A_WITH_MORE.replace("int", "long")));
    assertEquals(
        "{\"compatibilityLevel\":\"FORWARD\"}", ask("DELETE", "/config/s", null).body().toString());
    assertFails(40408, "GET", "/config/s", null);
    assertEquals(
        "{\"compatibilityLevel\":\"FULL_TRANSITIVE\"}", get("/config/s?defaultToGlobal=true"));
  }

  @Test
  void answersWhetherASchemaWouldBeTaken() {
    register("s", A);
    assertEquals(
        "{\"is_compatible\":true}",
        ask("POST", "/compatibility/subjects/s/versions/latest", schema(A_WITH_MORE))
            .body()
            .toString());
    var refused =
        ask("POST", "/compatibility/subjects/s/versions?verbose=true", schema(A_OF_STRING)).body();
    assertEquals(false, refused.path("is_compatible").asBoolean(true));
    assertTrue(refused.path("messages").get(0).asText().contains("/fields/0"), refused::toString);
    assertEquals(
        "{\"is_compatible\":true}",
        ask("POST", "/compatibility/subjects/new/versions", schema(A)).body().toString());
    assertFails(40401, "POST", "/compatibility/subjects/new/versions/latest", schema(A));
  }

  @Test
  void deletesInTwoStepsAndKeepsIds() {
    int first = register("s", A);
    register("s", A_WITH_MORE);
    assertFails(40407, "DELETE", "/subjects/s/versions/1?permanent=true", null);
    assertEquals("1", ask("DELETE", "/subjects/s/versions/1", null).body().toString());
    assertFails(40406, "DELETE", "/subjects/s/versions/1", null);
    assertFails(40402, "GET", "/subjects/s/versions/1", null);
    assertEquals("[2]", get("/subjects/s/versions"));
    assertEquals("[1,2]", get("/subjects/s/versions?deleted=true"));
    assertEquals(schema(A), get("/schemas/ids/" + first));
    assertEquals(first, register("s", A));
    assertEquals("[2,3]", get("/subjects/s/versions"));
    assertFails(40405, "DELETE", "/subjects/s?permanent=true", null);
    assertEquals("[2,3]", ask("DELETE", "/subjects/s", null).body().toString());
    assertFails(40404, "DELETE", "/subjects/s", null);
    assertEquals("[]", get("/subjects"));
    assertEquals("[\"s\"]", get("/subjects?deleted=true"));
    assertEquals("[1,2,3]", ask("DELETE", "/subjects/s?permanent=true", null).body().toString());
    assertFails(40403, "GET", "/schemas/ids/" + first, null);
    server.close();
    server = start();
    assertEquals(3, register("new", INT), "an id that was used is not used again");
  }

  @Test
  void keepsReferencesAndWhatTheyReferTo() {
    register("a", A);
    var user =
        "{\"schema\":\"{\\\"type\\\":\\\"array\\\",\\\"items\\\":\\\"n.A\\\"}\",\"references\":[{\"name\":\"n.A\",\"subject\":\"a\",\"version\":1}]}";
    int id = ask("POST", "/subjects/list/versions", user).body().path("id").asInt();
    assertEquals("[" + id + "]", get("/subjects/a/versions/1/referencedby"));
    assertTrue(get("/schemas/ids/" + id).contains("\"references\":[{\"name\":\"n.A\""));
    assertFails(42206, "DELETE", "/subjects/a/versions/1", null);
    assertFails(
        42201, "POST", "/subjects/list/versions", schema("{\"type\":\"array\",\"items\":\"n.B\"}"));
  }

  @Test
  void aReadOnlySubjectTakesNothing() {
    register("s", A);
    ask("PUT", "/mode/s", "{\"mode\":\"READONLY\"}");
    assertEquals("{\"mode\":\"READONLY\"}", get("/mode/s"));
    assertFails(42205, "POST", "/subjects/s/versions", schema(A_WITH_MORE));
    assertFails(42205, "DELETE", "/subjects/s", null);
    assertEquals(1, register("s", A), "what is known is no change");
    ask("PUT", "/mode", "{\"mode\":\"READONLY\"}");
    ask("PUT", "/mode/s", "{\"mode\":\"READWRITE\"}");
    register("s", A_WITH_MORE);
    assertFails(42205, "POST", "/subjects/t/versions", schema(A));
  }

  @Test
  void decodesSubjectsInPaths() {
    register("a%2Fb%20c+d", A);
    assertEquals("[\"a/b c+d\"]", get("/subjects"));
    assertEquals("[1]", get("/subjects/a%2Fb%20c+d/versions"));
  }

  @Test
  void isTheSameAfterARestart() {
    register("s", A);
    register("s", A_WITH_MORE);
    register("t", INT);
    ask("PUT", "/config/s", "{\"compatibility\":\"FULL\"}");
    ask("PUT", "/mode/t", "{\"mode\":\"READONLY\"}");
    ask("DELETE", "/subjects/s/versions/1", null);
    var before = get("/schemas?deleted=true") + get("/config/s") + get("/mode/t");
    server.close();
    server = start();
    assertEquals(before, get("/schemas?deleted=true") + get("/config/s") + get("/mode/t"));
    assertEquals(4, register("u", "\"long\""));
  }

  @Test
  void readsTheJournalAgainAfterADoubtfulWrite() {
    register("s", A);
    // Neither answer nor refusal is known to be true: the journal alone knows.
    journal.fail(1, true);
    assertFails(50001, "POST", "/subjects/s/versions", schema(A_WITH_MORE));
    assertEquals("[1]", get("/subjects/s/versions"));
    assertEquals(2, register("s", A_WITH_MORE));
    journal.fail(1, false);
    assertFails(50001, "POST", "/subjects/t/versions", schema(INT));
    journal.fail(1, false);
    assertFails(50001, "POST", "/subjects/t/versions", schema(INT));
    assertEquals(3, register("t", INT));
  }

  @Test
  void namesAPortThatIsTaken() {
    int port = server.url().getPort();
    var failure =
        assertThrows(
            IllegalStateException.class,
            () -> RegistryServer.start(new Registry(new ListJournal()), "127.0.0.1", port));
    assertTrue(failure.getMessage().contains("127.0.0.1:" + port), failure.getMessage());
  }
}
