import ArgumentParser
import FilmgateClient
import FilmgateDialects
import FilmgateDomain

/// `filmgate price`: what a video would cost at list price, without an account, a key or a server.
struct PriceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "price",
        abstract: "Say what a video comes to at list price: the most that a server would hold for it.",
        discussion: """
            The order is checked as a server checks it. A length of -1 counts as the longest one, an open ratio as the largest \
            size. A server quotes an order with its own providers when the create carries X-Filmgate-Dry-Run: true.
            """
    )

    @Option(help: "The model, by any of its names.")
    var model = GenerationRequest.standardModel

    @Option(help: "480p, 720p or 1080p, as far as the model makes them.")
    var resolution: String?

    @Option(help: "16:9, 4:3, 1:1, 3:4, 9:16, 21:9 or adaptive.")
    var ratio: String?

    @Option(parsing: .unconditional, help: "Seconds; -1 leaves it open.")
    var duration: Int?

    @Flag(name: .customLong("no-audio"), help: "A silent video.")
    var noAudio = false

    @Flag(help: "A cheap trial at 480p.")
    var draft = false

    @Flag(help: "The tier that may take days and costs half.")
    var flex = false

    @Option(name: .customLong("price-factor"), help: "Thousandths of the list price that the project pays.")
    var priceFactor = 1000

    @Flag(help: "Print one JSON object.")
    var json = false

    func validate() throws {
        guard (0...1_000_000).contains(priceFactor) else {
            throw ValidationError("--price-factor must be from 0 to 1000000, not \(priceFactor)")
        }
    }

    func run() throws {
        let (order, spec) = try order()
        let tokens = TokenCount.largest(order, model: spec)
        let prices = [Currency.cny, .usd].compactMap { currency in
            TokenCount.listPrice(tokens: tokens, order: order, model: spec, currency: currency, factor: priceFactor)
        }
        guard !prices.isEmpty else { throw ExitCode.report("no list price of \(spec.id) is known", code: .refused) }
        if json {
            print(JSONWriter.text(Self.object(order, spec, tokens: tokens, prices: prices)))
        } else {
            let sound = order.generateAudio ? "with sound" : "silent"
            let length = order.duration == -1 ? "of any length" : "\(order.duration) s"
            print("\(spec.id)  \(order.resolution.rawValue)  \(order.ratio.text)  \(length)  \(sound)")
            print("at most \(tokens) tokens: \(prices.map(\.text).joined(separator: " or "))")
        }
    }

    private func order() throws -> (VideoOrder, ModelSpec) {
        let request = GenerationRequest.text("price", model: model).audio(!noAudio).with { parameters in
            parameters.resolution = resolution
            parameters.ratio = ratio
            parameters.duration = duration
            if draft { parameters.draft = true }
            if flex { parameters.serviceTier = ServiceTier.flex.rawValue }
        }
        let rules = RequestRules()
        do throws(Refusal) {
            let plan = try rules.check(request, house: .ark, source: nil, now: Timestamp(seconds: 0))
            guard let spec = rules.catalog[plan.order.model] else {
                throw Refusal(.unknownModel, .named(model), .plain)
            }
            return (plan.complete(with: []), spec)
        } catch {
            throw ExitCode.report(error.sentence, code: .refused)
        }
    }

    private static func object(_ order: VideoOrder, _ spec: ModelSpec, tokens: Int, prices: [Money]) -> JSONValue {
        [
            "model": .string(spec.id), "resolution": .string(order.resolution.rawValue),
            "ratio": .string(order.ratio.text), "duration": .integer(order.duration),
            "generate_audio": .bool(order.generateAudio), "draft": .bool(order.draft), "tokens": .integer(tokens),
            "prices": .array(
                prices.map {
                    ["micros": .integer(Int($0.micros)), "currency": .string($0.currency.rawValue)]
                }
            ),
        ]
    }
}
