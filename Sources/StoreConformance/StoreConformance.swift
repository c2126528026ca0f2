import SQLStore

/// What every store promises, as one suite that runs against each of them.
///
/// ```swift
/// @Test(arguments: StoreConformance.cases) func keeps(_ promise: StoreConformance.Case) async throws {
///     try await promise.check(lab)
/// }
/// ```
public enum StoreConformance {
    /// One promise.
    public struct Case: Sendable, CustomStringConvertible {
        public let description: String
        private let body: @Sendable (Lab) async throws -> Void

        init(_ title: String, _ body: @escaping @Sendable (Lab) async throws -> Void) {
            description = title
            self.body = body
        }

        /// Checks the promise on a fresh pair of hands; throws ``Broken`` with the seed when it is not kept.
        public func check(_ lab: Lab) async throws {
            do {
                try await body(lab)
            } catch {
                await lab.closeAll()
                throw Broken(promise: description, seed: lab.seed, reason: "\(error)")
            }
            await lab.closeAll()
        }
    }

    public static let cases = values + texts + units + failures + concurrency + lifetimes + migrations
}

/// A promise that was not kept.
public struct Broken: Error, CustomStringConvertible {
    let promise: String
    let seed: UInt64
    let reason: String

    public var description: String { "\(promise), seed \(seed): \(reason)" }
}

/// Fails the promise that is being checked.
struct Unexpected: Error, CustomStringConvertible { let description: String }

func expect(_ condition: Bool, _ reason: @autoclosure () -> String) throws {
    if !condition { throw Unexpected(description: reason()) }
}

func expectEqual<T: Equatable>(_ left: T, _ right: T, _ what: String) throws {
    if left != right { throw Unexpected(description: "\(what): \(left) is not \(right)") }
}

/// Runs a body that must fail with a certain error.
func expectFailure<T>(
    _ what: String, _ matches: (StoreError) -> Bool, _ body: () async throws -> T
) async throws {
    do {
        _ = try await body()
    } catch let error as StoreError {
        return try expect(matches(error), "\(what): failed otherwise, with \(error)")
    }
    throw Unexpected(description: "\(what): did not fail")
}
