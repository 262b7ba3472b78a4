import FilmgateDialects
import FilmgateDomain
import FilmgateMedia

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// One reader of bytes that strangers send. It may refuse whatever it likes; it must not trap, hang or grow.
struct FuzzTarget: Sendable {
    let name: String
    let read: @Sendable ([UInt8]) -> Void

    /// Every target there is: the server face and the client face of each dialect, and the readers of text and files.
    static let all: [FuzzTarget] =
        Dialects.all().map { dialect in
            FuzzTarget(name: "create-\(dialect.name.rawValue)") { create($0, dialect) }
        }
        + ClientFaces.all.map { face in FuzzTarget(name: "task-\(face.name.rawValue)") { task($0, face) } }
        + [
            FuzzTarget(name: "text-commands") { bytes in
                let commands = TextCommands(String(decoding: bytes, as: UTF8.self))
                precondition(commands.prompt.utf8.count <= 3 * bytes.count, "the prompt grew")
            },
            FuzzTarget(name: "pictures") { _ = try? PictureHeader.read(ByteRegion($0)) },
            FuzzTarget(name: "sounds") { _ = try? SoundHeader.read(ByteRegion($0)) },
            FuzzTarget(name: "videos") { _ = try? VideoHeader.read(ByteRegion($0)) },
            FuzzTarget(name: "multipart", read: multipart),
        ]

    /// A create body as far as the gateway, or the words of its refusal.
    private static func create(_ bytes: [UInt8], _ dialect: any Dialect) {
        do throws(JSONError) {
            let body = try JSONParser.parse(bytes)
            do throws(Refusal) {
                _ = try dialect.decodeCreate(body)
            } catch {
                refuse(error, dialect)
            }
        } catch {
            refuse(error.refusal, dialect)
        }
    }

    private static func refuse(_ refusal: Refusal, _ dialect: any Dialect) {
        let answer = dialect.refused(refusal, during: .create, requestID: "r")
        precondition((400...599).contains(answer.status), "a refusal that is none")
        if let body = answer.body { _ = JSONWriter.bytes(body) }
    }

    /// An upstream's answer of every kind; the first byte chooses the status.
    private static func task(_ bytes: [UInt8], _ face: any ClientFace) {
        let statuses = [200, 201, 400, 401, 402, 403, 404, 409, 422, 429, 500, 503, 0, 1000]
        let rest = Array(bytes.dropFirst())
        let reply = WireReply(
            status: statuses[Int(bytes.first ?? 0) % statuses.count],
            headers: ["retry-after": String(decoding: rest.prefix(30), as: UTF8.self)],
            body: try? JSONParser.parse(rest),
            excerpt: String(decoding: rest.prefix(200), as: UTF8.self)
        )
        _ = face.created(reply)
        if case .task(let task) = face.task(reply) {
            precondition((0...100).contains(task.progress ?? 0), "progress beyond its range")
        }
        _ = face.tasks(reply)
        _ = face.cancelled(reply)
        _ = face.uploaded(reply)
        if let body = reply.body { _ = face.hint(body) }
    }

    /// The first line is the Content-Type, the rest the form.
    private static func multipart(_ bytes: [UInt8]) {
        let line = bytes.prefix { $0 != 10 }
        guard let reader = try? MultipartReader(contentType: String(decoding: line, as: UTF8.self)) else { return }
        let body = ByteRegion(Array(bytes.dropFirst(line.count + 1)))
        for part in (try? reader.parts(of: body)) ?? [] {
            precondition(part.body.count <= body.count, "a part larger than its form")
        }
    }

    /// The one that FUZZ_TARGET names; without it, or with another name, the names are told and the process ends.
    static let chosen: FuzzTarget = {
        let name = getenv("FUZZ_TARGET").map { String(cString: $0) } ?? ""
        guard let target = all.first(where: { $0.name == name }) else {
            print(all.map(\.name).joined(separator: "\n"))
            // libFuzzer takes a plain exit for a crash.
            fflush(nil)
            _exit(0)
        }
        return target
    }()
}

@_cdecl("filmgate_fuzz")
public func filmgateFuzz(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    FuzzTarget.chosen.read(Array(UnsafeBufferPointer(start: bytes, count: count)))
    return 0
}
