import SQLStore

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A folder for one temporary database, in memory where the machine offers it.
final class ScratchFolder: Sendable {
    let path: String

    init() throws {
        let parent = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
        var template = Array("\(parent)/sanbu-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw StoreError.unavailable("no temporary folder can be made") }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    func remove() {
        for file in ["store.sqlite", "store.sqlite-wal", "store.sqlite-shm"] { unlink(path + "/" + file) }
        rmdir(path)
    }

    deinit { remove() }
}
