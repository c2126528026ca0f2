import Basics
import Console
import Demo
import Foundation
import Kernel
import SQLStore
import Tenancy

/// The demo company of the first start, and its sign-ins for the door.
struct DemoDoor: Sendable {
    /// Where the sign-ins are noted, beside the data.
    let path: String

    /// Makes the demo company when there is no company at all.
    func firstStart(_ kernel: Kernel) async throws {
        let tenants = try await kernel.store.read(tenant: nil) { try Tenants.all(in: $0) }
        guard tenants.isEmpty else { return }
        FileHandle.standardError.write(Data("serve: the first start makes a demo company\n".utf8))
        let report = try await DemoCommand.create(kernel, size: .small, seed: 1)
        let rows = report.signIns.map { person in
            JSON.object(["role": .string("\(person.name)，\(person.position)"), "account": .string(person.login), "password": .string(report.password)])
        }
        try FileManager.default.createDirectory(atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Data(JSON.array(rows).text.utf8).write(to: URL(fileURLWithPath: path))
    }

    func signIns() -> [DemoSignIn] {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8), let rows = (try? JSON.parse(text))?.array else { return [] }
        return rows.compactMap { row in
            guard let role = row["role"]?.string, let account = row["account"]?.string, let password = row["password"]?.string else { return nil }
            return DemoSignIn(role: role, account: account, password: password)
        }
    }
}
