import Glibc

/// A folder of its own for one test.
struct Scratch {
    let path: String

    init() throws {
        var template = Array("/tmp/sanbu-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure() }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    func remove() {
        for suffix in ["", "-wal", "-shm"] { unlink(path + "/store.sqlite" + suffix) }
        rmdir(path)
    }

    struct Failure: Error {}
}

/// The seed of this run: SANBU_SEED repeats an earlier one.
enum Seed {
    static let value: UInt64 =
        getenv("SANBU_SEED").flatMap { UInt64(String(cString: $0)) } ?? UInt64.random(in: 0...UInt64(UInt32.max))
}
