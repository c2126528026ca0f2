/// Forms with files (RFC 7578).
enum Multipart {
    struct Part {
        let name: String
        let fileName: String?
        let contentType: String
        let bytes: [UInt8]
    }

    static let mostParts = 1000

    static func boundary(_ contentType: String) -> String? {
        parameter("boundary", of: contentType)
    }

    static func parts(_ body: [UInt8], boundary: String) -> [Part] {
        let mark = Array("--\(boundary)".utf8)
        var parts: [Part] = []
        guard var start = find(mark, in: body, from: 0).map({ $0 + mark.count }) else { return [] }
        while parts.count < mostParts, let end = find([13, 10] + mark, in: body, from: start) {
            if let part = part(body, start, end) { parts.append(part) }
            start = end + 2 + mark.count
        }
        return parts
    }

    private static func part(_ body: [UInt8], _ start: Int, _ end: Int) -> Part? {
        guard let split = find([13, 10, 13, 10], in: body, from: start), split < end else { return nil }
        var headers: [String: String] = [:]
        for line in String(decoding: body[start..<split], as: UTF8.self).split(whereSeparator: \.isNewline) {
            guard let colon = line.firstIndex(of: ":") else { continue }
            headers[line[..<colon].lowercased()] = String(line[line.index(after: colon)...].drop { $0 == " " })
        }
        let disposition = headers["content-disposition"] ?? ""
        guard let name = parameter("name", of: disposition) else { return nil }
        return Part(name: name, fileName: parameter("filename", of: disposition),
            contentType: headers["content-type"] ?? "text/plain", bytes: Array(body[(split + 4)..<end]))
    }

    private static func parameter(_ name: String, of header: String) -> String? {
        for part in header.split(separator: ";").dropFirst() {
            let trimmed = part.drop { $0 == " " }
            guard trimmed.hasPrefix(name + "=") else { continue }
            let value = trimmed.dropFirst(name.count + 1)
            return value.hasPrefix("\"") ? String(value.dropFirst().prefix { $0 != "\"" }) : String(value)
        }
        return nil
    }

    private static func find(_ needle: [UInt8], in body: [UInt8], from start: Int) -> Int? {
        guard let first = needle.first, start + needle.count <= body.count else { return nil }
        return body.withUnsafeBufferPointer { bytes in
            var place = start
            while place + needle.count <= bytes.count {
                if bytes[place] == first, bytes[place..<place + needle.count].elementsEqual(needle) { return place }
                place += 1
            }
            return nil
        }
    }
}
