import ArgumentParser
import Foundation
import Hummingbird
import Logging

/// The bare server that Filmgate is compared with: Hummingbird's own way to take JSON and answer JSON, nothing else.
struct BenchEcho: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "echo", shouldDisplay: false)

    @Option var port: Int

    /// What a create with a text looks like.
    private struct Order: Decodable {
        struct Content: Decodable {
            var type: String
            var text: String
        }

        var model: String
        var content: [Content]
    }

    /// As long as the answer to a create.
    private struct Answer: ResponseEncodable {
        var id = "cgt-20260101000000-00000"
        /// Told of the body, so that it is really read.
        var parts: Int
    }

    func run() async throws {
        let router = Hummingbird.Router()
        router.post("/echo") { request, context in
            let order = try await request.decode(as: Order.self, context: context)
            return Answer(parts: order.content.count)
        }
        // Its log holds only that it has started, on standard error.
        try await Application(
            router: router,
            configuration: .init(address: .hostname("127.0.0.1", port: port), backlog: 1024)
        ).runService()
    }
}
