/// Makes an order of a request, or says what is wrong with it.
///
/// The order of the checks is Ark's (ark.md section 2.7): model, items and roles, parameters; pictures come last and
/// are put in by ``OrderDraft/complete(with:)`` once they have been fetched.
public struct RequestRules: Sendable {
    public let catalog: ModelCatalog

    public init(catalog: ModelCatalog = .standard) {
        self.catalog = catalog
    }

    /// The id of the draft that a request wants finished, and where it says so.
    public static func draftReference(in request: GenerationRequest) -> (id: String, path: String)? {
        for item in request.content {
            if case .draftTask(let id) = item.body { return (id, item.path) }
        }
        return nil
    }

    /// Applies every rule that needs no picture.
    ///
    /// - Parameters:
    ///   - request: what the client asked for.
    ///   - house: what the dialect of the client does differently.
    ///   - source: the draft that ``draftReference(in:)`` names, as far as it exists for this project.
    ///   - now: the moment of the create; drafts grow too old.
    /// - Returns: the order, and what has to be fetched before it is whole.
    /// - Throws: the first thing that is wrong.
    public func check(
        _ request: GenerationRequest,
        house: HouseRules,
        source: VideoTask?,
        now: Timestamp
    ) throws(Refusal) -> OrderPlan {
        do throws(Refusal) {
            return try plan(request, house: house, source: source, now: now)
        } catch {
            guard case .parameter(let parameter) = error.subject, let path = request.paths[parameter] else {
                throw error
            }
            var refusal = error
            refusal.subject = .wire(path)
            throw refusal
        }
    }

    private func plan(
        _ request: GenerationRequest,
        house: HouseRules,
        source: VideoTask?,
        now: Timestamp
    ) throws(Refusal) -> OrderPlan {
        guard let model = catalog[request.model] else {
            throw catalog.unserved(request.model, at: now)
        }
        try checkReference(in: request, model: model)
        guard !request.content.isEmpty else { throw Refusal(.missing, .parameter(.content), .absent) }
        if let reference = Self.draftReference(in: request) {
            return try FinalRules(model: model, request: request, source: source, path: reference.path, now: now).plan()
        }
        let content = try ContentRules(model: model, request: request, house: house).check()
        return try ParameterRules(model: model, request: request, house: house, content: content).plan()
    }

    private func checkReference(in request: GenerationRequest, model: ModelSpec) throws(Refusal) {
        guard let reference = request.clientReference else { return }
        // Scalars, not characters: one character can be a megabyte of accents.
        let length = reference.unicodeScalars.count
        guard Self.referenceLength.contains(length), reference.unicodeScalars.allSatisfy(\.isPrintable) else {
            throw Refusal(
                .invalid,
                .parameter(.clientReference),
                given: reference,
                .rule(.printable(Self.referenceLength)),
                model: model.shortName
            )
        }
    }

    /// Unicode scalars of a client's reference.
    static let referenceLength = 1...128
}

/// An order that still waits for its pictures.
public struct OrderPlan: Sendable, Equatable {
    public var order: VideoOrder
    /// The pictures to fetch, in the order of the content.
    public var media: [PlannedMedium]
    public var notes: [ParameterNote]

    /// Puts the pictures in, which fixes what `adaptive` means.
    ///
    /// - Parameter found: what was found of each of ``media``, in the same order.
    /// - Returns: the order as it is accepted.
    public func complete(with found: [TakenMedium]) -> VideoOrder {
        precondition(found.count == media.count, "an order that lost a picture must not be accepted")
        guard !media.isEmpty else { return order }
        var order = order
        order.media = zip(media, found).map { planned, file in
            OrderedMedium(
                kind: planned.kind,
                role: planned.role,
                artifact: file.artifact,
                pixels: file.pixels,
                origin: file.origin,
                milliseconds: file.milliseconds
            )
        }
        order.fittedRatio = order.leadingMedium.map { AspectRatio.nearest(to: $0.pixels) }
        return order
    }
}

/// A medium that was taken in, as it was found.
public struct TakenMedium: Sendable, Equatable {
    public var artifact: Artifact
    /// Of a sound, 0x0.
    public var pixels: PixelSize
    /// `nil` for pictures.
    public var milliseconds: Int?
    /// Where everybody can fetch it; see ``OrderedMedium/origin``.
    public var origin: String?

    public init(artifact: Artifact, pixels: PixelSize, milliseconds: Int? = nil, origin: String? = nil) {
        self.artifact = artifact
        self.pixels = pixels
        self.milliseconds = milliseconds
        self.origin = origin
    }
}

/// A medium that is still where the client says it is.
public struct PlannedMedium: Sendable, Equatable {
    public var kind: MediaKind
    public var role: MediaRole
    public var source: MediaSource
    /// Where the client wrote it.
    public var path: String
}

extension Unicode.Scalar {
    /// Whether it shows: neither a control, nor an order about direction or joining, nor a break between lines.
    fileprivate var isPrintable: Bool {
        ![.control, .format, .lineSeparator, .paragraphSeparator].contains(properties.generalCategory)
    }
}

extension VideoOrder {
    /// The medium whose shape `adaptive` follows: the first frame, else of the references the first video, else the first
    /// picture (models.md section 3.3, as far as it does not depend on the prompt).
    public var leadingMedium: OrderedMedium? {
        medium(.firstFrame) ?? media.first { $0.kind == .video } ?? media.first { $0.kind == .image }
    }
}

extension AspectRatio {
    /// The nearest of the six ratios to a picture, by the logarithm of width over height, so that twice as wide and
    /// twice as tall are equally far (ark.md section 3 leaves the measure open).
    public static func nearest(to size: PixelSize) -> AspectRatio {
        let picture = logarithm(size.width, size.height)
        return all.min { abs(logarithm($0.width, $0.height) - picture) < abs(logarithm($1.width, $1.height) - picture) }
            ?? .landscape
    }
}
