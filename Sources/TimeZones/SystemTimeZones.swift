public import FEELValues
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The regions of the machine's IANA database, read from TZif files when they are first asked for.
public final class SystemTimeZones: TimeZoneDatabase {
    private let directory: String
    /// Regions read so far, with `nil` for names that have no file.
    private let regions = Mutex<[String: TimeZoneRegion?]>([:])

    /// Unknown names remembered at most, so that hostile input cannot fill the memory.
    private static let limit = 2000

    public init(directory: String = "/usr/share/zoneinfo") { self.directory = directory }

    public func region(named name: String) -> TimeZoneRegion? {
        if let known = regions.withLock({ $0[name] }) { return known }
        let region =
            Self.isSafe(name) ? Self.read(directory + "/" + name).flatMap { TimeZoneRegion(name: name, tzif: $0) } : nil
        regions.withLock { if $0.count < Self.limit { $0[name] = .some(region) } }
        return region
    }

    /// Whether a name has only the characters of region names, so that it cannot leave the directory.
    private static func isSafe(_ name: String) -> Bool {
        guard let first = name.utf8.first, name.utf8.count <= 64, (65...90).contains(first) else { return false }
        return name.utf8.allSatisfy { byte in
            (65...90).contains(byte) || (97...122).contains(byte) || (48...57).contains(byte)
                || [UInt8(ascii: "/"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "+")].contains(byte)
        }
    }

    private static func read(_ path: String) -> [UInt8]? {
        guard let file = fopen(path, "rb") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = fread(&bytes, 1, bytes.count, file)
        return count > 0 ? Array(bytes[..<count]) : nil
    }
}
