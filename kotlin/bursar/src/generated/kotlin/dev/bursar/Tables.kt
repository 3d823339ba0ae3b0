// Written by `cargo xtask generate` from the core's schema. Do not edit.
package dev.bursar

/** The reply headers that the core reads; no other needs to be handed to it. */
internal val REPLY_HEADERS: Set<String> = setOf("content-type", "date", "retry-after", "x-request-id", "request-id", "x-trace-id", "cf-ray")

internal val LBAI: Platform = Platform("lbai", mapOf("token" to "BURSAR_LBAI_TOKEN"))

internal val OPENCATD: Platform = Platform("opencatd", mapOf("token" to "BURSAR_OPENCATD_TOKEN"))

internal val AKOOL: Platform = Platform("akool", mapOf("apiKey" to "BURSAR_AKOOL_API_KEY", "clientId" to "BURSAR_AKOOL_CLIENT_ID", "clientSecret" to "BURSAR_AKOOL_CLIENT_SECRET"))

internal val ESPAI: Platform = Platform("espai", mapOf("apiKey" to "BURSAR_ESPAI_API_KEY"))
