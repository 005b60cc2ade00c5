package dev.skyvane.router.provider.gcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.auth.oauth2.ExternalAccountCredentials;
import com.google.auth.oauth2.ImpersonatedCredentials;
import org.junit.jupiter.api.Test;

class KeysTest {

  /** As {@code gcloud iam workload-identity-pools create-cred-config} writes it. */
  private static final String FEDERATED =
      """
      {"type":"external_account",
       "audience":"//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q",
       "subject_token_type":"urn:ietf:params:oauth:token-type:jwt",
       "token_url":"https://sts.googleapis.com/v1/token",
       "credential_source":{"file":"/var/run/token","format":{"type":"text"}}%s}
      """;

  @Test
  void aFederatedIdentityStandsForItsServiceAccount() {
    var key =
        FEDERATED.formatted(
            ",\"service_account_impersonation_url\":\"https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/skyvane@p.iam.gserviceaccount.com:generateAccessToken\"");

    var read = assertInstanceOf(ImpersonatedCredentials.class, Keys.read("file:key", key));

    assertEquals("skyvane@p.iam.gserviceaccount.com", read.getAccount());
    var source = assertInstanceOf(ExternalAccountCredentials.class, read.getSourceCredentials());
    assertEquals(null, source.getServiceAccountImpersonationUrl());
  }

  @Test
  void aFederatedIdentityWithoutAServiceAccountHasNoIdTokens() {
    var wrong =
        assertThrows(
            IllegalArgumentException.class, () -> Keys.read("file:key", FEDERATED.formatted("")));

    assertTrue(wrong.getMessage().contains("file:key"), wrong.getMessage());
    assertFalse(wrong.getMessage().contains("workloadIdentityPools"), wrong.getMessage());
  }
}
