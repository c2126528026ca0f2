import Foundation
import Kernel
import Metadata
import Testing

/// The folder with the apps, beside the package's manifest.
let appsFolder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Apps").path

@Suite("App packages")
struct PackagesTests {
    let read = PackageFolder.read(appsFolder)

    @Test("are read without a problem")
    func noProblems() {
        #expect(read.problems.map(\.description) == [])
        #expect(read.packages.map(\.name).starts(with: ["core"]))
    }

    @Test("point only at objects, fields and roles that exist")
    func references() {
        let schema = Schema(packages: read.packages)
        for object in schema.objects.values {
            for field in object.fields { checkTargets(field, of: object, schema) }
            for related in object.layout.related { checkRelated(related, of: object, schema) }
            for duplicate in object.duplicates.flatMap(\.against) {
                #expect(
                    schema.object(duplicate.object)?.field(duplicate.field)?.matchKey != nil,
                    "\(object.name) \(duplicate)")
            }
            for role in object.grants.keys {
                #expect(schema.roles[role] != nil || role == "\(object.package).member", "\(object.name) \(role)")
            }
        }
        for section in read.packages.flatMap(\.navigation) {
            for name in section.objects { #expect(schema.object(name) != nil, "navigation \(name)") }
        }
    }

    private func checkTargets(_ field: Field, of object: ObjectType, _ schema: Schema) {
        for target in field.targets where target != "*" {
            #expect(schema.object(target) != nil, "\(object.name).\(field.name) → \(target)")
        }
        guard let rollUp = field.rollUp else { return }
        let child = schema.object(rollUp.object)
        #expect(child?.field(rollUp.by) != nil, "\(object.name).\(field.name) by \(rollUp.by)")
        if let summed = rollUp.field {
            #expect(child?.field(summed) != nil, "\(object.name).\(field.name) of \(summed)")
        }
    }

    private func checkRelated(_ related: RelatedList, of object: ObjectType, _ schema: Schema) {
        let other = schema.object(related.object)
        #expect(
            other?.field(related.by)?.targets.contains(object.name) ?? false, "\(object.name) related \(related.object)"
        )
        for column in related.columns where column != "owner" {
            #expect(other?.field(column) != nil, "\(related.object).\(column)")
        }
    }

    @Test("say everything in Chinese and in English")
    func labels() {
        for package in read.packages {
            for object in package.objects {
                var texts = [object.label, object.plural] + object.fields.map(\.label) + object.views.map(\.label)
                texts += object.fields.flatMap(\.options).map(\.label) + (object.state?.commands.map(\.label) ?? [])
                texts +=
                    object.layout.sections.map(\.label) + object.layout.related.map(\.label)
                    + object.validations.map(\.message)
                for text in texts {
                    #expect(text.texts["zh-CN"] != nil && text.texts["en"] != nil, "\(object.name): \(text)")
                }
            }
        }
    }

    @Test("give every object an id prefix of its own")
    func prefixes() {
        let prefixes = read.packages.flatMap(\.objects).map(\.idPrefix)
        #expect(Set(prefixes).count == prefixes.count)
    }
}
