import Dispatch
import Foundation
import Synchronization

/// Why a page did not become a PDF.
public enum PrintError: Error, Equatable, Sendable {
    /// The program that prints is not installed.
    case missing
    case tooLarge
    /// Too many wait.
    case busy
    case failed
}

/// Turns HTML into PDF (WeasyPrint, ADR 13): a process of its own with bounds on time and memory, one at a time.
public final class PDFPrinter: Sendable {
    private let queue = DispatchQueue(label: "sanbu.printing")
    private let waiting = Mutex(0)
    private let program: String
    private let stylesheet: String?
    static let mostWaiting = 32
    static let mostBytes = 4 << 20

    /// - Parameters:
    ///   - stylesheet: the path of the sheet that every page gets.
    ///   - program: what reads HTML from its input and writes PDF to its output.
    public init(stylesheet: String? = nil, program: String = "weasyprint") {
        self.stylesheet = stylesheet
        self.program = program
    }

    /// - Throws: ``PrintError``.
    public func pdf(_ html: [UInt8]) async throws -> [UInt8] {
        guard html.count <= Self.mostBytes else { throw PrintError.tooLarge }
        guard enter() else { throw PrintError.busy }
        let (program, stylesheet) = (program, stylesheet)
        return try await withCheckedThrowingContinuation { continuation in
            queue.async {
                let result = Result { try Self.run(program, stylesheet, html) }
                self.waiting.withLock { $0 -= 1 }
                continuation.resume(with: result)
            }
        }
    }

    private func enter() -> Bool {
        waiting.withLock { waiting in
            guard waiting < Self.mostWaiting else { return false }
            waiting += 1
            return true
        }
    }

    private static func run(_ program: String, _ stylesheet: String?, _ html: [UInt8]) throws -> [UInt8] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        // Two gigabytes of memory and thirty seconds of processor time; nothing of our own environment goes along.
        process.arguments = ["-c", "ulimit -v 2097152; ulimit -t 30; exec \"$0\" -q -e utf-8 \"$@\" - -", program]
            + (stylesheet.map { ["-s", $0] } ?? [])
        process.environment = ["PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/nonexistent", "LC_ALL": "C.UTF-8"]
        let (input, output) = (Pipe(), Pipe())
        (process.standardInput, process.standardOutput, process.standardError) = (input, output, FileHandle.nullDevice)
        do { try process.run() } catch { throw PrintError.missing }
        // It reads everything before it writes anything, so the two pipes cannot wait for each other.
        try? input.fileHandleForWriting.write(contentsOf: Data(html))
        try? input.fileHandleForWriting.close()
        let bytes = (try? output.fileHandleForReading.readToEnd()) ?? Data()
        process.waitUntilExit()
        if process.terminationStatus == 127 { throw PrintError.missing }
        guard process.terminationStatus == 0, bytes.starts(with: Array("%PDF".utf8)) else { throw PrintError.failed }
        return Array(bytes)
    }
}
