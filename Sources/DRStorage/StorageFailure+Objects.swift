import DRCore

extension StorageFailure {
    /// The failure of a read of an object that is not there; for the config, there is no repository.
    package static func absent(_ name: ObjectName, in place: String) -> StorageFailure {
        let error =
            name.kind == .config
            ? DRError(
                .noRepository,
                "there is no repository: its config is missing",
                object: place,
                hint: "check the place, or create a repository with 'dr init'"
            )
            : DRError(
                .integrity,
                "the \(name.kind.noun) is not in the repository",
                object: place,
                hint: "'dr verify' tells which snapshots need it"
            )
        return StorageFailure(.notFound, name, error)
    }

    /// The failure of a read beyond the end of an object of `size` bytes.
    package static func short(
        _ name: ObjectName,
        size: Int,
        _ range: Range<Int>,
        in place: String
    ) -> StorageFailure {
        StorageFailure(
            .permanent,
            name,
            DRError(
                .integrity,
                "the \(name.kind.noun) has \(size) bytes, shorter than the \(range.upperBound) asked for",
                object: place
            )
        )
    }

    /// The failure of a save whose name another object has.
    package static func taken(_ name: ObjectName, in place: String) -> StorageFailure {
        StorageFailure(
            .permanent,
            name,
            name.kind == .config
                ? DRError(.failed, "there is a repository already", object: place, hint: "choose another place")
                : DRError(
                    .integrity,
                    "there is a damaged \(name.kind.noun) of this name: its size differs",
                    object: place,
                    hint: "'dr verify' names what is damaged"
                )
        )
    }
}
