extension BPMN.InputOutputSpecification: BPMN.Mapped {
    mutating func map(_ mapper: inout BPMN.Mapper) {
        mapper.children("dataInput", &dataInputs)
        mapper.children("dataOutput", &dataOutputs)
        mapper.children("inputSet", &inputSets)
        mapper.children("outputSet", &outputSets)
    }
}

extension BPMN.DataItem: BPMN.Mapped {
    mutating func map(_ mapper: inout BPMN.Mapper) {
        mapper.attribute("name", &name)
        mapper.attribute("itemSubjectRef", &itemSubjectRef)
        mapper.attribute("isCollection", &isCollection, default: false)
        mapper.child("dataState", &state)
    }
}

extension BPMN.DataState: BPMN.Mapped {
    mutating func map(_ mapper: inout BPMN.Mapper) { mapper.attribute("name", &name) }
}

extension BPMN.InputSet: BPMN.Mapped {
    mutating func map(_ mapper: inout BPMN.Mapper) {
        mapper.attribute("name", &name)
        mapper.references("dataInputRefs", &dataInputRefs)
        mapper.references("optionalInputRefs", &optionalInputRefs)
        mapper.references("whileExecutingInputRefs", &whileExecutingInputRefs)
        mapper.references("outputSetRefs", &outputSetRefs)
    }
}

extension BPMN.OutputSet: BPMN.Mapped {
    mutating func map(_ mapper: inout BPMN.Mapper) {
        mapper.attribute("name", &name)
        mapper.references("dataOutputRefs", &dataOutputRefs)
        mapper.references("optionalOutputRefs", &optionalOutputRefs)
        mapper.references("whileExecutingOutputRefs", &whileExecutingOutputRefs)
        mapper.references("inputSetRefs", &inputSetRefs)
    }
}

extension BPMN.DataAssociation: BPMN.Mapped {
    mutating func map(_ mapper: inout BPMN.Mapper) {
        mapper.references("sourceRef", &sourceRefs)
        mapper.reference("targetRef", &targetRef)
        mapper.expression("transformation", &transformation)
        mapper.children("assignment", &assignments)
    }
}

extension BPMN.DataAssociation.Assignment: BPMN.Mapped {
    mutating func map(_ mapper: inout BPMN.Mapper) {
        mapper.expression("from", &from)
        mapper.expression("to", &to, plain: .literal)
    }
}

extension BPMN.Property: BPMN.Mapped {
    mutating func map(_ mapper: inout BPMN.Mapper) {
        mapper.attribute("name", &name)
        mapper.attribute("itemSubjectRef", &itemSubjectRef)
        mapper.child("dataState", &state)
    }
}

extension BPMN.DataObject: BPMN.Mapped {
    mutating func map(_ mapper: inout BPMN.Mapper) {
        mapper.attribute("name", &name)
        mapper.attribute("itemSubjectRef", &itemSubjectRef)
        mapper.attribute("isCollection", &isCollection, default: false)
        mapper.child("dataState", &state)
    }
}

extension BPMN.DataObjectReference: BPMN.Mapped {
    mutating func map(_ mapper: inout BPMN.Mapper) {
        mapper.attribute("name", &name)
        mapper.attribute("dataObjectRef", &dataObjectRef)
        mapper.attribute("itemSubjectRef", &itemSubjectRef)
        mapper.child("dataState", &state)
    }
}

extension BPMN.DataStoreReference: BPMN.Mapped {
    mutating func map(_ mapper: inout BPMN.Mapper) {
        mapper.attribute("name", &name)
        mapper.attribute("dataStoreRef", &dataStoreRef)
        mapper.attribute("itemSubjectRef", &itemSubjectRef)
        mapper.child("dataState", &state)
    }
}

extension BPMN.Expression: BPMN.Mapped {
    mutating func map(_ mapper: inout BPMN.Mapper) {
        mapper.attribute("language", &language)
        mapper.attribute("evaluatesToTypeRef", &evaluatesTo)
        mapper.content(&text)
    }
}
