import Foundation

/// One line on the error output that grows while work is done; nothing where that is no terminal.
final class ProgressBar: @unchecked Sendable {
    private let lock = NSLock()
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private var label = ""
    private var lastShown = -1

    /// Shows how much is done. Called from any thread; `lock` guards what is kept.
    func show(_ newLabel: String, _ done: Int, _ total: Int) {
        lock.lock()
        defer { lock.unlock() }
        let percent = total > 0 ? done * 100 / total : 0
        guard isTerminal, newLabel != label || percent != lastShown else { return }
        if newLabel != label, !label.isEmpty { write("\n") }
        (label, lastShown) = (newLabel, percent)
        let filled = percent * 30 / 100
        let bar = String(repeating: "━", count: filled) + String(repeating: "╌", count: 30 - filled)
        write("\r\(newLabel) \(bar) \(percent)% \(done)/\(total)\u{1B}[K")
    }

    /// Ends the line.
    func end() {
        lock.lock()
        defer { lock.unlock() }
        if isTerminal, !label.isEmpty { write("\n") }
        label = ""
    }

    private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
