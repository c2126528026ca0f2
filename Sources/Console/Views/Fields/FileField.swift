import HTML

/// A file kept beside a record.
struct StoredFile: Sendable, Equatable {
    var id: String
    var name: String
    var size: String
    var url: String
    /// The address of a small picture, if it is one.
    var thumbnail: String?

    /// The icon and colour of its kind, told by the name's ending.
    var kind: (icon: String, hue: Int) {
        let ending = name.split(separator: ".").last?.lowercased() ?? ""
        switch ending {
        case "pdf": return ("file-text", 25)
        case "xlsx", "xls", "csv": return ("table-2", 155)
        case "doc", "docx", "txt", "md": return ("file-text", 245)
        case "png", "jpg", "jpeg", "webp", "gif": return ("image", 300)
        default: return ("file", 265)
        }
    }
}

/// A file as a small card that opens it.
func fileCard(_ file: StoredFile) -> HTML {
    let kind = file.kind
    return """
        <a class="file \(hueClass(kind.hue))" href="\(file.url)">\(icon(kind.icon, .small))<span class="cut">\
        \(file.name)</span>\
        <span class="mute num">\(file.size)</span></a>
        """
}

/// Files: those that are there with a box to remove each, and a place to drop more.
enum FileField: FieldRenderer {
    static func shown(_ field: FieldView, _ page: PageContext) -> HTML {
        "<span class=\"files\">\(field.files.html(fileCard))</span>"
    }

    static func input(_ field: FieldView, _ page: PageContext) -> HTML { drop(field, accept: nil, page) }

    static func drop(_ field: FieldView, accept: String?, _ page: PageContext) -> HTML {
        let kept = field.files.html { file in
            """
            <li>\(fileCard(file))<label class="tick"><input type="checkbox" name="\(field.name).remove" value="\
            \(file.id)">\
            <span>\(page.t("field.remove-file"))</span></label></li>
            """
        }
        return """
            \(when: !field.files.isEmpty, "<ul class=\"kept\">\(kept)</ul>")<label class="drop" data-drop>\
            \(icon("cloud-upload"))\
            <span data-names>\(page.t("field.drop"))</span><input type="file" multiple \(field.attributes)\
            \(attribute: "accept", accept)></label>
            """
    }
}

/// Pictures: the same, shown small.
enum ImageField: FieldRenderer {
    static func shown(_ field: FieldView, _ page: PageContext) -> HTML {
        let pictures = field.files.html { file in
            """
            <a href="\(file.url)"><img src="\(file.thumbnail ?? file.url)" alt="\(file.name)" loading="lazy" \
            width="64" height="48"></a>
            """
        }
        return "<span class=\"shots\">\(pictures)</span>"
    }

    static func input(_ field: FieldView, _ page: PageContext) -> HTML {
        FileField.drop(field, accept: "image/*", page)
    }
}

extension FieldView {
    /// The files held.
    var files: [StoredFile] {
        if case .files(let files) = value { files } else { [] }
    }
}
