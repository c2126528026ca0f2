/// How much a change of a package's description does to what is kept already.
public enum ChangeClass: Int, Sendable, Comparable, CaseIterable {
    /// Nothing that is kept is touched.
    case additive
    /// What is kept stays as it is, in a wider form.
    case widening
    /// Values are lost, or what is kept does not fit any more.
    case destructive

    public static func < (left: ChangeClass, right: ChangeClass) -> Bool { left.rawValue < right.rawValue }
}

/// One difference between two versions of a package.
public struct PackageChange: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        case objectAdded, objectRemoved
        case fieldAdded, fieldRemoved
        /// Another kind of value; whether what is kept can still be read as it.
        case kindChanged(from: FieldKind, to: FieldKind, isReadable: Bool)
        case lengthRaised, lengthLowered
        /// Digits after the point, more or fewer by so many.
        case scaleRaised(by: Int), scaleLowered(by: Int)
        case becameRequired, becameOptional
        case becameUnique, ceasedToBeUnique
        case indexesChanged
        case optionAdded(String), optionRemoved(String)
        /// More objects that a reference may point at; `from` is the only one that it could point at before.
        case targetsWidened(from: String?), targetsNarrowed(to: [String])
        /// How duplicates are compared; the folded texts are worked out anew.
        case matchChanged
        /// What is found by searching; the index is worked out anew.
        case searchChanged
        case boundsLoosened, boundsTightened
        case idPrefixChanged
        /// Labels, layouts, views, rules, rights: nothing that is kept.
        case describedDifferently
    }

    public let object: String
    /// Nil for the object itself.
    public let field: String?
    public let kind: Kind

    public init(object: String, field: String? = nil, kind: Kind) {
        self.object = object
        self.field = field
        self.kind = kind
    }

    public var classification: ChangeClass {
        switch kind {
        case .objectAdded, .fieldAdded, .optionAdded, .indexesChanged, .describedDifferently, .searchChanged: .additive
        case .kindChanged(_, _, let isReadable): isReadable ? .widening : .destructive
        case .lengthRaised, .scaleRaised, .becameOptional, .ceasedToBeUnique, .targetsWidened, .matchChanged,
            .boundsLoosened:
            .widening
        case .objectRemoved, .fieldRemoved, .lengthLowered, .scaleLowered, .becameRequired, .becameUnique,
            .optionRemoved, .targetsNarrowed,
            .boundsTightened, .idPrefixChanged:
            .destructive
        }
    }
}

/// What a new version of a package changes about an old one. A pure function of the two.
public enum PackageDifference {
    /// - Parameter old: nil when nothing was installed: then everything is added.
    public static func between(_ old: AppPackage?, _ new: AppPackage) -> [PackageChange] {
        let before = Dictionary((old?.objects ?? []).map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let after = Dictionary(new.objects.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        var changes: [PackageChange] = []
        for name in Set(before.keys).union(after.keys).sorted() {
            switch (before[name], after[name]) {
            case (nil, _?): changes.append(PackageChange(object: name, kind: .objectAdded))
            case (_?, nil): changes.append(PackageChange(object: name, kind: .objectRemoved))
            case (let left?, let right?):
                let found = between(left, right)
                let isSaidAlike = !found.isEmpty || text(left, old) == text(right, new)
                changes += isSaidAlike ? found : [PackageChange(object: name, kind: .describedDifferently)]
            case (nil, nil): break
            }
        }
        return changes
    }

    private static func between(_ old: ObjectType, _ new: ObjectType) -> [PackageChange] {
        var changes: [PackageChange] = []
        func add(_ kind: PackageChange.Kind, _ field: String? = nil) {
            changes.append(PackageChange(object: new.name, field: field, kind: kind))
        }
        for field in old.fields where new.field(field.name) == nil { add(.fieldRemoved, field.name) }
        for field in new.fields {
            guard let before = old.field(field.name) else {
                add(.fieldAdded, field.name)
                // A value that nobody gave cannot be required of what is there.
                if field.required, field.defaultValue == nil { add(.becameRequired, field.name) }
                continue
            }
            for kind in between(before, field) { add(kind, field.name) }
        }
        if old.idPrefix != new.idPrefix { add(.idPrefixChanged) }
        if old.indexes != new.indexes || old.isOwned != new.isOwned { add(.indexesChanged) }
        if old.nameField != new.nameField { add(.searchChanged) }
        return changes
    }

    /// The file that describes an object.
    private static func text(_ object: ObjectType, _ package: AppPackage?) -> String? {
        package?.sources.first { $0.path == object.place.file }?.text
    }

    private static func between(_ old: Field, _ new: Field) -> [PackageChange.Kind] {
        var kinds: [PackageChange.Kind] = []
        if old.kind != new.kind || old.storage != new.storage {
            kinds.append(.kindChanged(from: old.kind, to: new.kind, isReadable: isReadable(old, as: new)))
        }
        if old.kind == new.kind { kinds += amounts(old, new) + choices(old, new) }
        if old.required != new.required { kinds.append(new.required ? .becameRequired : .becameOptional) }
        if old.unique != new.unique { kinds.append(new.unique ? .becameUnique : .ceasedToBeUnique) }
        if old.indexed != new.indexed { kinds.append(.indexesChanged) }
        if old.matchKey != new.matchKey, new.matchKey != nil { kinds.append(.matchChanged) }
        if old.searchable != new.searchable { kinds.append(.searchChanged) }
        return kinds
    }

    private static func amounts(_ old: Field, _ new: Field) -> [PackageChange.Kind] {
        var kinds: [PackageChange.Kind] = []
        if let length = compare(old.maxLength, new.maxLength) { kinds.append(length ? .lengthRaised : .lengthLowered) }
        if new.scale != old.scale {
            kinds.append(
                new.scale > old.scale
                    ? .scaleRaised(by: new.scale - old.scale) : .scaleLowered(by: old.scale - new.scale))
        }
        if old.minimum != new.minimum || old.maximum != new.maximum {
            let isLooser =
                (new.minimum == nil || old.minimum == new.minimum) && (new.maximum == nil || old.maximum == new.maximum)
            kinds.append(isLooser ? .boundsLoosened : .boundsTightened)
        }
        return kinds
    }

    /// Whether a limit rose; nil when it did not change. No limit is above every one.
    private static func compare(_ old: Int?, _ new: Int?) -> Bool? { old == new ? nil : (new ?? .max) > (old ?? .max) }

    private static func choices(_ old: Field, _ new: Field) -> [PackageChange.Kind] {
        var kinds: [PackageChange.Kind] = []
        let (before, after) = (old.options.map(\.value), new.options.map(\.value))
        kinds += after.filter { !before.contains($0) }.map { .optionAdded($0) }
        kinds += before.filter { !after.contains($0) }.map { .optionRemoved($0) }
        guard new.kind == .reference, old.targets != new.targets else { return kinds }
        let isWider = new.targets == ["*"] || Set(old.targets).isSubset(of: new.targets)
        kinds.append(
            isWider
                ? .targetsWidened(from: old.targets.count == 1 && old.targets != ["*"] ? old.targets[0] : nil)
                : .targetsNarrowed(to: new.targets))
        return kinds
    }

    /// Texts of any kind are read as longer and freer texts; whole numbers stay whole numbers of the same size.
    private static func isReadable(_ old: Field, as new: Field) -> Bool {
        guard old.storage == new.storage else { return false }
        switch new.kind {
        case .text:
            return [.phone, .email, .url, .picklist, .address, .autoNumber].contains(old.kind)
                && (new.maxLength ?? 255) >= (old.maxLength ?? 255)
        case .longText, .richText:
            return [.text, .longText, .phone, .email, .url, .picklist, .address, .autoNumber].contains(old.kind)
        case .tags: return old.kind == .multiPicklist
        case .number, .money: return [.number, .money].contains(old.kind) && new.scale == old.scale
        default: return false
        }
    }
}

extension PackageChange: CustomStringConvertible {
    public var description: String {
        let place = field.map { "\(object).\($0)" } ?? object
        return "\(place): \(words)"
    }

    private var words: String {
        switch kind {
        case .objectAdded: "new object"
        case .objectRemoved: "the object goes, with all its records"
        case .fieldAdded: "new field"
        case .fieldRemoved: "the field goes, with all its values"
        case .kindChanged(let old, let new, let isReadable):
            "\(old.rawValue) becomes \(new.rawValue)" + (isReadable ? "; values stay" : "; its values are lost")
        case .lengthRaised: "longer texts are allowed"
        case .lengthLowered: "longer texts are not allowed any more; those that are there stay until they are changed"
        case .scaleRaised(let digits): "\(digits) more digits after the point"
        case .scaleLowered(let digits): "\(digits) digits fewer after the point; values are rounded"
        case .becameRequired: "a value is required; records without one stay until they are changed"
        case .becameOptional: "no value is required any more"
        case .becameUnique: "each value only once"
        case .ceasedToBeUnique: "values may repeat"
        case .indexesChanged: "other indexes"
        case .optionAdded(let value): "new option \(value)"
        case .optionRemoved(let value): "the option \(value) goes; records that have it lose it"
        case .targetsWidened: "may point at more objects"
        case .targetsNarrowed(let targets):
            "may point only at \(targets.joined(separator: ", ")); other references are lost"
        case .matchChanged: "duplicates are compared in another way"
        case .searchChanged: "searched in another way"
        case .boundsLoosened: "wider limits"
        case .boundsTightened: "narrower limits; values beyond them stay until they are changed"
        case .idPrefixChanged: "another id prefix; ids that others keep are no longer found"
        case .describedDifferently: "labels, layouts, views, rules or rights"
        }
    }
}
