package dev.skyvane.router.provider.azure;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.identity.ChainedTokenCredentialBuilder;
import com.azure.identity.ClientSecretCredentialBuilder;
import com.azure.identity.EnvironmentCredentialBuilder;
import com.azure.identity.ManagedIdentityCredentialBuilder;
import com.azure.identity.WorkloadIdentityCredentialBuilder;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Whom Entra ID issues tokens to. */
final class EntraCredentials {

  private static final JsonFactory JSON = new JsonFactory();

  private EntraCredentials() {}

  /** What the process was given by its environment: variables, Kubernetes, or the machine. */
  static TokenCredential ofWorkload(HttpClient http) {
    return new ChainedTokenCredentialBuilder()
        .addLast(new EnvironmentCredentialBuilder().httpClient(http).build())
        .addLast(new WorkloadIdentityCredentialBuilder().httpClient(http).build())
        .addLast(new ManagedIdentityCredentialBuilder().httpClient(http).build())
        .build();
  }

  /**
   * Reads credentials in JSON: {@code clientId}, {@code tenantId} and {@code clientSecret}, as
   * {@code az ad sp create-for-rbac --json-auth} prints them; or {@code clientId}, {@code tenantId}
   * and {@code federatedTokenFile}; or {@code clientId} alone, a managed identity. {@code
   * activeDirectoryEndpointUrl} names another authority than the public cloud's.
   *
   * @param reference what led to them, for messages
   * @throws IllegalArgumentException if they are none of that; the message repeats nothing of them
   */
  static TokenCredential read(String reference, String json, HttpClient http) {
    Map<String, String> fields = fields(reference, json);
    String client = fields.get("clientId");
    String tenant = fields.get("tenantId");
    String secret = fields.get("clientSecret");
    String file = fields.get("federatedTokenFile");
    String authority = fields.get("activeDirectoryEndpointUrl");
    try {
      if (client != null && tenant != null && secret != null) {
        var builder =
            new ClientSecretCredentialBuilder()
                .clientId(client)
                .tenantId(tenant)
                .clientSecret(secret)
                .httpClient(http);
        return authority == null
            ? builder.build()
            : builder.authorityHost(authority).disableInstanceDiscovery().build();
      }
      if (client != null && tenant != null && file != null) {
        var builder =
            new WorkloadIdentityCredentialBuilder()
                .clientId(client)
                .tenantId(tenant)
                .tokenFilePath(file)
                .httpClient(http);
        return authority == null
            ? builder.build()
            : builder.authorityHost(authority).disableInstanceDiscovery().build();
      }
      if (client != null && tenant == null && secret == null) {
        return new ManagedIdentityCredentialBuilder().clientId(client).httpClient(http).build();
      }
    } catch (RuntimeException e) {
      throw unusable(reference);
    }
    throw unusable(reference);
  }

  private static Map<String, String> fields(String reference, String json) {
    var fields = new HashMap<String, String>();
    try (var parser = JSON.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw unusable(reference);
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName();
        if (parser.nextToken() == JsonToken.VALUE_STRING) {
          fields.put(field, parser.getText());
        } else {
          parser.skipChildren();
        }
      }
    } catch (IOException e) {
      throw unusable(reference);
    }
    return fields;
  }

  private static IllegalArgumentException unusable(String reference) {
    return new IllegalArgumentException(
        "The credentials '%s' lead to none that Entra ID knows; they must be JSON with clientId, tenantId and clientSecret, with clientId, tenantId and federatedTokenFile, or with clientId alone for a managed identity."
            .formatted(reference));
  }
}
