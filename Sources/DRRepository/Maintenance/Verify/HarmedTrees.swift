import DRCore
import DRStorage

/// The directories that need a lost blob, themselves or further down; each distinct one is read once.
struct HarmedTrees {
    private let lost: [BlobKey: [Int]]
    private var harmed: Set<ObjectID> = []
    private var searched: Set<ObjectID> = []

    init(lost: [BlobKey: [Int]]) {
        self.lost = lost
    }

    /// Whether something below a directory that was searched is lost.
    func contains(_ tree: ObjectID) -> Bool { harmed.contains(tree) }

    /// Searches a directory and all below it.
    mutating func search(_ root: ObjectID, _ walker: TreeWalker, _ cancellation: Cancellation) throws {
        guard searched.insert(root).inserted else { return }
        // The directories from the root to where the walk is; a loss harms all of them.
        var open = [root]
        guard lost[BlobKey(type: .tree, id: root)] == nil else {
            harmed.insert(root)
            return
        }
        var state = (harmed: harmed, searched: searched)
        try walker.walk(root) { _, node in
            try cancellation.check()
            var isLost = (node.content ?? []).contains { lost[BlobKey(type: .data, id: $0)] != nil }
            var step = TreeWalker.Step.skip
            if node.kind == .directory, let subtree = node.subtree {
                if lost[BlobKey(type: .tree, id: subtree)] != nil {
                    state.harmed.insert(subtree)
                    isLost = true
                } else if state.searched.insert(subtree).inserted {
                    step = .descend
                } else {
                    isLost = state.harmed.contains(subtree)
                }
                if step == .descend { open.append(subtree) }
            }
            if isLost { state.harmed.formUnion(step == .descend ? open.dropLast() : open[...]) }
            return step
        } leave: { _, _ in
            open.removeLast()
        } damaged: { _, _ in
            state.harmed.formUnion(open)
            if open.count > 1 { open.removeLast() }
        }
        (harmed, searched) = state
    }
}
