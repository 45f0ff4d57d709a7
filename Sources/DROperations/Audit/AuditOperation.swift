/// What the audit log knows to happen.
package enum AuditOperation: String, CaseIterable, Sendable {
    case runBegin = "run.begin"
    case runEnd = "run.end"
    case restore
    case forget
    case prune
    case retentionApply = "retention.apply"
    case keyAdd = "key.add"
    case keyRemove = "key.remove"
    case keyChange = "key.change"
    case unlock
    case approvalRequest = "approval.request"
    case approvalGrant = "approval.grant"
    case approvalDeny = "approval.deny"
    case approvalUse = "approval.use"
    case guardrailRefuse = "guardrail.refuse"
    case guardrailOverride = "guardrail.override"
    case alertAcknowledge = "alert.acknowledge"
    case alertResolve = "alert.resolve"
    case drillBegin = "drill.begin"
    case drillEnd = "drill.end"
    case findingClose = "finding.close"
    case configurationReload = "configuration.reload"
    /// The log itself was found to end before its end.
    case logRecovered = "log.recovered"
}
