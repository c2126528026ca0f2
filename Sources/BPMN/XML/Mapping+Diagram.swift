import XMLTree

extension BPMN.Diagram: BPMN.Mapped {
    mutating func map(_ mapper: inout BPMN.Mapper) {
        mapper.attribute("name", &name)
        mapper.attribute("documentation", &note)
        mapper.attribute("resolution", &resolution)
        mapper.child("BPMNPlane", &plane, .diagram)
        mapper.children("BPMNLabelStyle", &labelStyles, .diagram)
    }
}

extension BPMN.Plane: BPMN.Mapped {
    mutating func map(_ mapper: inout BPMN.Mapper) {
        mapper.attribute("bpmnElement", &bpmnElement)
        mapper.choice("#diagram", &elements)
    }
}

extension BPMN.DiagramElement: BPMN.Choice {
    init?(_ element: XMLElement, _ mapping: BPMN.Mapping) {
        guard element.name.namespace == BPMN.diagramNamespace else { return nil }
        switch element.name.local {
        case "BPMNShape": self = .shape(.read(element, mapping))
        case "BPMNEdge": self = .edge(.read(element, mapping))
        default: return nil
        }
    }

    func xml(_ mapping: BPMN.Mapping) -> XMLElement {
        switch self {
        case .shape(let shape): shape.xml("BPMNShape", .diagram, mapping)
        case .edge(let edge): edge.xml("BPMNEdge", .diagram, mapping)
        }
    }
}

extension BPMN.Shape: BPMN.Mapped {
    mutating func map(_ mapper: inout BPMN.Mapper) {
        mapper.attribute("bpmnElement", &bpmnElement)
        mapper.attribute("isHorizontal", &isHorizontal)
        mapper.attribute("isExpanded", &isExpanded)
        mapper.attribute("isMarkerVisible", &isMarkerVisible)
        mapper.attribute("isMessageVisible", &isMessageVisible)
        mapper.attribute("participantBandKind", &participantBandKind)
        mapper.attribute("choreographyActivityShape", &choreographyActivityShape)
        mapper.child("Bounds", &bounds, .common)
        mapper.child("BPMNLabel", &label, .diagram)
    }
}

extension BPMN.Edge: BPMN.Mapped {
    mutating func map(_ mapper: inout BPMN.Mapper) {
        mapper.attribute("bpmnElement", &bpmnElement)
        mapper.attribute("sourceElement", &sourceElement)
        mapper.attribute("targetElement", &targetElement)
        mapper.attribute("messageVisibleKind", &messageVisibleKind)
        mapper.children("waypoint", &waypoints, .interchange)
        mapper.child("BPMNLabel", &label, .diagram)
    }
}

extension BPMN.Label: BPMN.Mapped {
    mutating func map(_ mapper: inout BPMN.Mapper) {
        mapper.attribute("labelStyle", &labelStyle)
        mapper.child("Bounds", &bounds, .common)
    }
}

extension BPMN.LabelStyle: BPMN.Mapped {
    mutating func map(_ mapper: inout BPMN.Mapper) { mapper.verbatim("Font", &font, .common) }
}

extension BPMN.Bounds: BPMN.Mapped {
    mutating func map(_ mapper: inout BPMN.Mapper) {
        mapper.attribute("x", &x)
        mapper.attribute("y", &y)
        mapper.attribute("width", &width)
        mapper.attribute("height", &height)
    }
}

extension BPMN.Waypoint: BPMN.Mapped {
    mutating func map(_ mapper: inout BPMN.Mapper) {
        mapper.attribute("x", &x)
        mapper.attribute("y", &y)
    }
}
