package example

import dev.bursar.Akool
import dev.bursar.ClientOptions
import dev.bursar.EspAi
import dev.bursar.Lbai
import dev.bursar.OpenCatd
import dev.bursar.testing.Sandbox

/** A client for each platform that is set up, made once. */
class Accounts(
    val lbai: Lbai?,
    val openCatd: OpenCatd?,
    val akool: Akool?,
    val espAi: EspAi?,
) {
    companion object {
        /** Those whose credentials are in the environment, which the clients read by themselves; null if there are none. */
        fun configured(environment: Map<String, String> = System.getenv()): Accounts? {
            fun <T> where(
                name: String,
                make: () -> T,
            ): T? = if (environment[name].isNullOrEmpty()) null else make()
            val catd = environment["BURSAR_OPENCATD_BASE_URL"]
            val accounts =
                Accounts(
                    lbai = where("BURSAR_LBAI_TOKEN") { Lbai() },
                    openCatd = where("BURSAR_OPENCATD_BASE_URL") { OpenCatd(options = ClientOptions(baseUrl = catd)) },
                    akool = where("BURSAR_AKOOL_API_KEY") { Akool() },
                    espAi = where("BURSAR_ESPAI_API_KEY") { EspAi() },
                )
            return accounts.takeIf { listOf(it.lbai, it.openCatd, it.akool, it.espAi).any { one -> one != null } }
        }

        /** Those of a sandbox. */
        fun emulated(servers: Sandbox): Accounts = Accounts(servers.lbai(), servers.openCatd(), servers.akool(), servers.espAi())
    }
}
