extension Configuration {
    /// All secrets, in the order of their keys.
    package var secrets: [NamedSecret] {
        var secrets = repositories.map { NamedSecret(key: "repositories.\($0).password", reference: $1.password) }
        for (name, service) in services {
            guard let password = service.postgresql?.password else { continue }
            secrets.append(NamedSecret(key: "services.\(name).postgresql.password", reference: password))
        }
        for (name, channel) in alerts.channels {
            let given: [(String, SecretReference?)] = [
                ("webhook.url", channel.webhook?.url), ("pagerduty.routing_key", channel.pagerDuty?.routingKey),
                ("email.password", channel.email?.password), ("ping.url", channel.ping?.url),
            ]
            for case (let key, let reference?) in given {
                secrets.append(NamedSecret(key: "alerts.channels.\(name).\(key)", reference: reference))
            }
        }
        return secrets.sorted { $0.key < $1.key }
    }
}
