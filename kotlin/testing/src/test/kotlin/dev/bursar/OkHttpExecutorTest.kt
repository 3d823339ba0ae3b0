package dev.bursar

import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import okhttp3.Cache
import okhttp3.OkHttpClient
import okhttp3.Request
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Test
import java.nio.file.Files
import kotlin.time.Duration.Companion.milliseconds

/** OkHttp, also as others have set it up. */
class OkHttpExecutorTest : ExecutorTest(OkHttpExecutor()) {
    private val cut = arrayOf<Pair<String, Any>>("platform" to "espai", "path" to "/cdkey/transfer")
    private val unverified = CallOptions(verify = false)

    @Test
    fun `a request that an interceptor leads elsewhere is not taken for unsent`() =
        scene { scene ->
            val other = OkHttpClient()
            val anew =
                OkHttpClient.Builder().addInterceptor { chain ->
                    val request = chain.request()
                    chain.proceed(
                        Request
                            .Builder()
                            .url(request.url)
                            .headers(request.headers)
                            .method(request.method, request.body)
                            .build(),
                    )
                }
            val apart = OkHttpClient.Builder().addInterceptor { other.newCall(it.request().newBuilder().build()).execute() }
            for (client in listOf(anew, apart)) {
                scene.server.reset()
                scene.server.fault("reset_after", *cut)
                thrown<OutcomeUnknownException> { Scene(scene.server, OkHttpExecutor(client.build())).transfer(options = unverified) }
                assertEquals(1, scene.server.transfers().size)
            }
        }

    @Test
    fun `a refusal is one, whatever authenticator there is`() =
        scene { scene ->
            scene.server.fault("status", *cut, "status" to 401)
            val client = OkHttpClient.Builder().authenticator { _, response -> response.request }.build()
            val error = thrown<BursarException> { Scene(scene.server, OkHttpExecutor(client)).transfer(options = unverified) }
            assertFalse(error is OutcomeUnknownException, "$error")
            assertEquals(1, scene.server.transfers().size)
        }

    @Test
    fun `what waits for its turn in the dispatcher is not sent when its time is over`() =
        scene { scene ->
            val client = OkHttpClient()
            client.dispatcher.maxRequestsPerHost = 1
            val own = Scene(scene.server, OkHttpExecutor(client))
            scene.server.fault("delay", "platform" to "espai", "path" to "/cdkey/list", "ms" to 1_500)
            val first =
                launch(Dispatchers.Default) {
                    own.espAi.cards
                        .list()
                        .page()
                }
            delay(200)
            val hasty = CallOptions(verify = false, maxRetries = 0, timeout = 300.milliseconds)
            val error = thrown<BursarException> { own.transfer(options = hasty) }
            assertFalse(error is OutcomeUnknownException, "$error")
            first.join()
            delay(200)
            assertEquals(0, scene.server.transfers().size)
        }

    @Test
    fun `nothing is read from a cache`() =
        scene { scene ->
            val folder = Files.createTempDirectory("bursar").toFile()
            val client =
                OkHttpClient
                    .Builder()
                    .cache(Cache(folder, 1_000_000))
                    .addNetworkInterceptor {
                        it
                            .proceed(it.request())
                            .newBuilder()
                            .header("cache-control", "max-age=600")
                            .build()
                    }.build()
            val own = Scene(scene.server, OkHttpExecutor(client))
            repeat(2) {
                own.openCatd.users
                    .list()
                    .page()
            }
            assertEquals(2, scene.server.journal().size)
            folder.deleteRecursively()
        }
}
