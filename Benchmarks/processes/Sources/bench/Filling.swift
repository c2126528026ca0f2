import Basics
import SQLStore
import Synchronization

/// Rows of open instances, copied from one that the platform made.
struct Filling {
    let tenant: Int64
    let template: EntityID
    let transaction: any Transaction

    func write(_ rows: [(number: Int, instance: Int64, task: Int64)]) throws {
        for (number, instance, task) in rows {
            try transaction.enqueue(
                """
                INSERT INTO process_instance SELECT tenant_id, \(instance), definition, key, number, title, status, is_suspended, started_at,
                    ended_at, initiator, subject_object, subject_id, subject_version, parent, parent_key, \(instance), incidents, step
                FROM process_instance WHERE tenant_id = \(tenant) AND id = \(template.rawValue)
                """)
            try transaction.enqueue(
                """
                INSERT INTO process_task SELECT tenant_id, \(task), \(instance), key, definition, node, name, title, purpose, status,
                    \(number % 200 + 1), owner, claimed_at, due_at, follow_up_at, priority, form, subject_object, subject_id,
                    created_at + \(number), read_at, done_at, done_by, outcome
                FROM process_task WHERE tenant_id = \(tenant) AND instance = \(template.rawValue)
                """)
            try transaction.enqueue(
                "INSERT INTO process_state SELECT tenant_id, \(instance), state FROM process_state WHERE tenant_id = \(tenant) AND id = \(template.rawValue)")
        }
    }
}

/// A number that several tasks add to.
final class Locked<Value: Sendable>: Sendable {
    private let value: Mutex<Value>
    init(_ value: Value) { self.value = Mutex(value) }
    func get() -> Value { value.withLock { $0 } }
}

extension Locked where Value == Int {
    func add(_ number: Int) { value.withLock { $0 += number } }
}
