import FilmgateDialects
import FilmgateDomain
import FilmgateProviders
import HTTPTypes
import Hummingbird
import NIOCore

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// Where a simulated upstream meets its clients: what goes wrong with a request, before it is done and after.
struct SimulatedDoor: Sendable {
    let simulator: Simulator
    let sleep: @Sendable (Duration) async throws -> Void

    /// A request that ends here: it was answered, or its connection broken, on purpose.
    struct Ended: Error {
        let response: Response
    }

    /// Waits, and ends the request where nothing of it shall be done.
    ///
    /// - Throws: the `Refusal` that the vendor would give, or ``Ended``.
    func before(_ encounter: Simulator.Encounter, context: GateContext) async throws {
        if encounter.delay > .zero { try await sleep(encounter.delay) }
        guard let fault = encounter.fault else { return }
        switch fault.effect {
        case .refused(let kind):
            simulator.note(fault)
            throw Self.refusal(kind, retryAfter: simulator.settings.retryAfter)
        case .bareError:
            simulator.note(fault)
            throw Ended(response: Self.bareError)
        case .reset:
            simulator.note(fault)
            await context.channel.reset()
            throw Ended(response: Self.bareError)
        case .resetAfter, .bareErrorAfter, .cutShort, .unknownStatus, .ofTask:
            return
        }
    }

    /// What is sent in place of the answer to a request that was done; `task` is whom it is about.
    func after(
        _ encounter: Simulator.Encounter,
        _ response: Response,
        of task: VideoTask.ID?,
        context: GateContext
    ) async throws -> Response {
        guard let fault = encounter.fault else { return response }
        switch fault.effect {
        case .resetAfter:
            simulator.note(fault, of: task)
            await context.channel.reset()
            return Self.bareError
        case .bareErrorAfter:
            simulator.note(fault, of: task)
            return Self.bareError
        case .cutShort:
            simulator.note(fault, of: task)
            return try await cut(response, channel: context.channel)
        case .unknownStatus:
            guard response.status == .ok else { return response }
            simulator.note(fault, of: task)
            return try await response.rewritten { $0.withUnknownStatus }
        case .refused, .bareError, .reset, .ofTask:
            return response
        }
    }

    /// Half of the answer, as if all of it were to come.
    func cut(_ response: Response, channel: any Channel) async throws -> Response {
        let whole = try await response.collected()
        let half = whole.getSlice(at: whole.readerIndex, length: whole.readableBytes / 2) ?? ByteBuffer()
        var response = response
        response.body = ResponseBody(contentLength: whole.readableBytes) { writer in
            try await writer.write(half)
            try await channel.close()
            throw Broken()
        }
        return response
    }

    /// An answer that was broken off on purpose.
    private struct Broken: Error {}

    private static func refusal(_ kind: SimulatedFault.Refused, retryAfter: Duration) -> Refusal {
        switch kind {
        case .parameter:
            Refusal(
                .invalid,
                .parameter(.seed),
                .words("the seed is refused by the simulation", chinese: "该参数被模拟拒绝")
            )
        case .moderation: Refusal(.simulated(code: "InputTextSensitiveContentDetected", status: 400), .request, .plain)
        case .auth: Refusal(.unauthenticated, .request, .plain)
        case .balance: Refusal(.insufficientFunds, .request, .plain)
        case .model: Refusal(.unknownModel, .parameter(.model), given: "simulated", .plain)
        case .throttled: Refusal(.tooMany(retryAfter: retryAfter), .request, .plain)
        case .failure: Refusal(.failure, .request, .plain)
        }
    }

    /// What a proxy before a vendor says when nothing behind it answers.
    static var bareError: Response {
        Response(
            status: .badGateway,
            headers: [.contentType: "text/html"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: "<html><body>502 Bad Gateway</body></html>\n"))
        )
    }
}

extension Channel {
    /// Closes the connection with a reset: whatever was not read yet on either side is lost.
    func reset() async {
        if let socket = self as? any SocketOptionProvider {
            // The connection may be gone already, which is as good.
            try? await socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
        }
        try? await close()
    }
}
