import FilmgateDomain

/// The two ways in which flat bodies carry pictures: `image_urls`, where the place says what each is for, or
/// `image_with_roles`. Only one of them may be given.
struct PictureLists {
    let fields: JSONFields
    /// What becomes of more than two `image_urls`.
    let surplus: Surplus
    /// Whether the model takes media to refer to, which have lists of their own for videos and sounds.
    var takesReferences = false

    enum Surplus {
        case refused
        case ignored
    }

    private static let roles: [MediaRole] = [.firstFrame, .lastFrame]

    func read(into request: inout GenerationRequest) throws(Refusal) {
        let urls = try fields.array("image_urls", as: .wire("image_urls"))
        let entries = try fields.array("image_with_roles", as: .wire("image_with_roles"))
        switch (urls, entries) {
        case (.some, .some):
            throw Refusal(.invalid, .wire("image_urls"), .exclusive("image_urls", "image_with_roles"))
        case (let urls?, nil): try plain(urls, into: &request)
        case (nil, let entries?): try labelled(entries, .image, into: &request)
        case (nil, nil): break
        }
        guard takesReferences else { return }
        for kind in [MediaKind.video, .audio] {
            let name = "\(kind.rawValue)_with_roles"
            try labelled(try fields.array(name, as: .wire(name)) ?? [], kind, into: &request)
        }
    }

    private func roles(of kind: MediaKind) -> [MediaRole] {
        switch kind {
        case .video: [.referenceVideo]
        case .audio: [.referenceAudio]
        default: takesReferences ? Self.roles + [.referenceImage] : Self.roles
        }
    }

    /// One picture is the first frame, two are the first and the last.
    private func plain(_ urls: [JSONValue], into request: inout GenerationRequest) throws(Refusal) {
        for (index, url) in urls.enumerated() {
            let path = "image_urls[\(index)]"
            guard index < Self.roles.count else {
                guard surplus == .ignored else { break }
                request.notes.append(ParameterNote(.ignored, path, "only the first two pictures count"))
                continue
            }
            request.content.append(try medium(.image, url, role: Self.roles[index], path: path, at: path))
        }
        if surplus == .refused, urls.count > Self.roles.count {
            throw Refusal(
                .invalid,
                .wire("image_urls"),
                given: "\(urls.count)",
                .rule(.itemsAtMost(Self.roles.count))
            )
        }
    }

    private func labelled(
        _ entries: [JSONValue],
        _ kind: MediaKind,
        into request: inout GenerationRequest
    ) throws(Refusal) {
        let roles = roles(of: kind)
        for (index, entry) in entries.enumerated() {
            let path = "\(kind.rawValue)_with_roles[\(index)]"
            let entry = JSONFields(try entry.object(as: .item(path: path)))
            guard let url = entry.value("url") else {
                throw Refusal(.missing, .item(path: path + ".url"), .absent)
            }
            guard let word = try entry.string("role", as: .item(path: path + ".role")) else {
                throw Refusal(.missing, .item(path: path + ".role"), .absent)
            }
            guard let role = roles.first(where: { $0.rawValue == word }) else {
                throw Refusal(
                    .invalid,
                    .item(path: path + ".role"),
                    given: word,
                    .rule(.oneOf(roles.map(\.rawValue)))
                )
            }
            request.content.append(try medium(kind, url, role: role, path: path, at: path + ".url"))
        }
    }

    /// An address; the vendors take no base64 here and have an upload for it.
    private func medium(
        _ kind: MediaKind,
        _ value: JSONValue,
        role: MediaRole,
        path: String,
        at place: String
    ) throws(Refusal) -> ContentItem {
        guard !value.isFile else {
            let given = value.display
            throw Refusal(
                .unsupported,
                .item(path: place),
                given: given,
                .words(
                    "\(place) is not valid: \(given) was given; base64 is not accepted, "
                        + "it must be an http or https URL: upload the picture with POST /v1/uploads/images "
                        + "and send the url of the answer",
                    chinese: "\(place) 的值为 \(given)，不支持 base64，应为 http 或 https 地址："
                        + "请先调用 POST /v1/uploads/images 上传图片，再填写返回的 url"
                )
            )
        }
        let address = try value.string(as: .item(path: place))
        guard WebAddress.isValid(address) else { throw value.refused(.httpURL, as: .item(path: place)) }
        return ContentItem(.media(MediaItem(kind: kind, role: role, source: .url(address))), path: path)
    }
}

extension JSONValue {
    /// Whether a file stands in the text itself: as a data URL, or as bare base64 that is too long for a name.
    fileprivate var isFile: Bool {
        let start: String
        switch self {
        case .string(let text) where text.utf8.count < 512: start = text
        case .string(let text): start = String(text.prefix(512))
        case .long(let region): start = String(decoding: region[0..<512].bytes, as: UTF8.self)
        case .null, .bool, .integer, .double, .array, .object: return false
        }
        return start.lowercased().hasPrefix("data:") || (start.utf8.count >= 512 && !start.contains(":"))
    }
}
