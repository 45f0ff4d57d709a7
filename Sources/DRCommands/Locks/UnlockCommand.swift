import ArgumentParser
import DRCore
import DRPolicy
import DRRepository
import DRStorage

/// `dr unlock`: removes locks that nobody holds any more.
struct UnlockCommand: RepositoryAccessCommand {
    static let configuration = CommandConfiguration(
        commandName: "unlock",
        abstract: "Remove the locks of programs that are gone.",
        usage: "dr unlock [options]",
        discussion: """
            A lock is taken for left over when its process on this machine is gone, or when it was not renewed for \
            half an hour. Those of dr on this machine are removed by the next command without being asked.
            """
    )

    @OptionGroup
    var access: RepositoryAccessOptions

    @Flag(help: "Remove every lock, also of programs that run: only when you are sure that none does.")
    var removeAll = false

    func execute(_ context: CommandContext) throws {
        let opened = try context.open(repository)
        let removed = try context.guarded(.unlock, repository) {
            try opened.unlock(all: removeAll, options: context.lockOptions(repository))
        }
        for (id, lock) in removed {
            try context.emit(
                "lock",
                text: "removed lock \(id.short): " + (lock.map(LockListing.text) ?? "not readable")
            ) { json in
                json.key("id")
                json.id(id)
                if let lock { LockListing.write(lock, to: &json) }
            }
        }
        let left = try opened.backend.list(.lock).count
        try context.summary("\(removed.count) removed, \(left) left") { json in
            json.key("removed")
            json.number(removed.count)
            json.key("left")
            json.number(left)
        }
        if left > 0, !removeAll {
            context.messages.note("dr: the locks that are left are held by programs that run: dr cat lock ID shows one")
        }
    }
}
