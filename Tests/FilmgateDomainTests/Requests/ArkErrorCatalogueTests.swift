import FilmgateDomain
import Testing

@Suite("Ark's error codes (ark.md section 9.3)")
struct ArkErrorCatalogueTests {
    @Test(
        "A listed code has its status, also with a suffix",
        arguments: [
            ("MissingParameter", 400), ("MissingParameter.content", 400), ("InvalidParameter", 400),
            ("InvalidParameter.UnsupportedParameter", 400), ("InvalidEndpoint.ClosedEndpoint", 400),
            ("InputImageSensitiveContentDetected.PrivacyInformation", 400),
            ("SensitiveContentDetected.SevereViolation", 400), ("AuthenticationError", 401),
            ("AccountOverdueError", 403), ("OperationDenied.ServiceNotOpen", 403),
            ("InvalidEndpointOrModel.NotFound", 404), ("NotFound.Task", 404), ("UnsupportedModel", 404),
            ("InvalidAction.RunningTaskDeletion", 409), ("RateLimitExceeded.EndpointRPMExceeded", 429),
            ("ModelAccountIpmRateLimitExceeded", 429), ("QuotaExceeded", 429), ("ServerOverloaded", 429),
            ("InternalServiceError", 500), ("InputTextRiskDetection", 400), ("InputVideoRiskDetection", 400),
            ("InputAudioRiskDetection", 400), ("OutputVideoRiskDetection", 400), ("OutputAudioRiskDetection", 400),
        ]
    )
    func status(code: String, status: Int) {
        #expect(ArkErrorCatalogue.status(of: code) == status)
    }

    @Test(
        "Other codes have none",
        arguments: ["", ".", "RateLimitExceeded", "InvalidAction", "Nonsense", "invalidparameter"]
    )
    func unlisted(code: String) {
        #expect(ArkErrorCatalogue.status(of: code) == nil)
    }

    @Test("Output codes end a task, input codes refuse a create")
    func ends() {
        #expect(ArkErrorCatalogue.endsTask("OutputVideoSensitiveContentDetected"))
        #expect(!ArkErrorCatalogue.endsTask("InputTextSensitiveContentDetected"))
        #expect(!ArkErrorCatalogue.endsTask("QuotaExceeded"))
    }

    @Test("Moderation has the published sentences")
    func sentences() {
        #expect(
            ArkErrorCatalogue.message(of: "InputTextSensitiveContentDetected")
                == "The request failed because the input text may contain sensitive information."
        )
        #expect(
            ArkErrorCatalogue.message(of: "OutputVideoSensitiveContentDetected.PolicyViolation")
                == "The request failed because the output video may be related to copyright restrictions."
        )
        #expect(
            ArkErrorCatalogue.message(of: "OutputAudioSensitiveContentDetected")
                == "The request failed because the output audio may contain sensitive information."
        )
    }
}
