/// A text of a scenario with places that are filled in when it runs: `${services.orders.http.url}`.
package struct Template: Hashable, Sendable {
    /// The parts in their order.
    package let parts: [Part]
    /// Where it stands.
    package let origin: ValueOrigin

    /// A part of a template.
    package enum Part: Hashable, Sendable {
        /// Text that stands for itself.
        case text(String)
        /// What is filled in.
        case reference(TemplateReference)
    }

    /// Takes the parts.
    package init(parts: [Part], origin: ValueOrigin) {
        self.parts = parts
        self.origin = origin
    }

    /// What is filled in, in the order of the text.
    package var references: [TemplateReference] {
        parts.compactMap { if case .reference(let reference) = $0 { reference } else { nil } }
    }

    /// The text as a scenario has it.
    package var written: String {
        parts.map { part in
            switch part {
            case .text(let text): text.replacing("$", with: "$$")
            case .reference(let reference): reference.description
            }
        }.joined()
    }

    /// The text with everything filled in.
    ///
    /// - Throws: what `value` throws.
    package func filled(_ value: (TemplateReference) throws -> String) rethrows -> String {
        try parts.map { part in
            switch part {
            case .text(let text): text
            case .reference(let reference): try value(reference)
            }
        }.joined()
    }
}
