package dev.bursar

import dev.bursar.ktor.KtorExecutor
import dev.bursar.testing.Sandbox
import io.ktor.client.engine.cio.CIO
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.flow.count
import kotlinx.coroutines.job
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeout
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.buildJsonObject
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.put
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertInstanceOf
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestFactory
import java.net.InetAddress
import java.net.ServerSocket
import java.net.Socket
import java.util.concurrent.ConcurrentLinkedQueue
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlin.time.TimeSource

/** Faults, with their fields; each is met by a request of each operation that is tried. */
private val FAULTS: Map<String, List<Pair<String, Any>>> =
    mapOf(
        "reset_before" to emptyList(),
        "reset_after" to emptyList(),
        "kill_keepalive" to listOf("only_reused" to false, "process" to true),
        "truncate" to emptyList(),
        "garbage" to emptyList(),
        "html" to emptyList(),
        "oversize" to emptyList(),
        "redirect" to listOf("location" to "http://127.0.0.1:9/elsewhere"),
        "wrong_length" to emptyList(),
        "malformed" to emptyList(),
    )

/** Readings that come before the request that the fault is to meet. */
private val SKIPPED =
    mapOf(
        "opencatd.users.create" to 1,
        "opencatd.users.delete" to 1,
        "opencatd.users.reset_token" to 1,
        "opencatd.keys.create" to 1,
        "opencatd.keys.delete" to 1,
        "espai.cards.transfer" to 2,
        "espai.cards.destroy" to 1,
    )

private val CHANGES =
    SKIPPED.keys + setOf("lbai.users.create", "lbai.users.refresh_token", "lbai.users.logout", "espai.orders.create")

/** They send nothing of their own, or nothing before something else has worked. */
private val APART = setOf("akool.webhooks.open", "espai.cards.check_transfer", "opencatd.users.init")

/** What every executor has to stand: every operation, faults, dying connections, cancellation, time-outs, large replies. */
abstract class ExecutorTest(
    protected val http: HttpExecutor,
    private val operations: Set<String> = OPERATIONS.keys,
) {
    @TestFactory
    fun `every operation works`(): List<DynamicTest> =
        OPERATIONS.map { (name, holds) ->
            DynamicTest.dynamicTest(name) {
                scene { scene ->
                    scene.consume()
                    assertTrue(scene.holds())
                }
            }
        }

    @TestFactory
    fun `every fault ends in a value or an exception of ours, and a change arrives once`(): List<DynamicTest> =
        FAULTS.flatMap { (kind, fields) ->
            (operations - APART).map { name ->
                DynamicTest.dynamicTest("$kind $name") {
                    // On a machine that is busy with something else, the time may be over before the request has left.
                    assertTrue((1..5).any { meets(kind, fields, name) }, "no fault was met")
                }
            }
        }

    private fun meets(
        kind: String,
        fields: List<Pair<String, Any>>,
        name: String,
    ): Boolean {
        var met = false
        scene { whole ->
            val scene = Scene(whole.server, http, deadline = 800.milliseconds, maxRetries = 1)
            whole.server.fault(kind, *fields.toTypedArray(), "skip" to (SKIPPED[name] ?: 0))
            val began = TimeSource.Monotonic.markNow()
            try {
                OPERATIONS.getValue(name).invoke(scene)
            } catch (error: BursarException) {
                assertTrue(error.detail.isNotEmpty())
            }
            assertTrue(began.elapsedNow() < 4.seconds, "it took ${began.elapsedNow()}")
            val journal = whole.server.journal()
            if (name in CHANGES) assertTrue(journal.count { it.text("did") != null } <= 1, "$journal")
            met = journal.any { it.text("fault") == kind }
        }
        return met
    }

    @Test
    fun `a transfer whose reply is lost is known by reading, or of unknown outcome with its readings`() =
        scene { scene ->
            scene.server.fault("reset_after", "platform" to "espai", "path" to "/cdkey/transfer")
            assertEquals(KnownBy.READING, scene.transfer().knownBy)
            scene.server.fault("reset_before", "platform" to "espai", "path" to "/cdkey/transfer")
            val lost = thrown<OutcomeUnknownException> { Scene(scene.server, http, deadline = 2.seconds).transfer() }
            assertEquals(990, Json.parseToJsonElement(lost.readings!!).jsonObject.int("source_before"))
            assertEquals(2, scene.server.transfers().size)
        }

    @Test
    fun `a change arrives once when its connection dies`() =
        scene { scene ->
            for (reset in listOf(false, true)) {
                for (reused in listOf(false, true)) {
                    scene.espAi.cards
                        .list()
                        .page()
                    val fields = arrayOf<Pair<String, Any>>("platform" to "espai", "path" to "/cdkey/transfer", "process" to true)
                    scene.server.fault("kill_keepalive", *fields, "reset" to reset, "only_reused" to reused)
                    scene.transfer()
                }
            }
            assertEquals(4, scene.server.transfers().size)
            // LBAI creates users by GET, which HTTP stacks take for harmless.
            scene.lbai.account.balance()
            scene.server.fault("kill_keepalive", "platform" to "lbai", "only_reused" to false)
            thrown<OutcomeUnknownException> { scene.lbai.users.create(identifier = "ada@example.com") }
            val last = scene.server.journal().last()
            assertEquals("lbai" to "kill_keepalive", last.text("platform") to last.text("fault"))
        }

    @Test
    fun `a change is not sent again by an HTTP library that is asked to`() =
        scene { scene ->
            for ((status, headers) in listOf(503 to "0", 408 to "0", 421 to "0", 401 to "0", 307 to "0")) {
                scene.server.reset()
                val named =
                    buildJsonObject {
                        put("retry-after", headers)
                        put("location", "/elsewhere")
                    }
                scene.server.fault("status", "platform" to "lbai", "status" to status, "headers" to named)
                val lbai = Scene(scene.server, http, maxRetries = 0, verify = false).lbai
                thrown<BursarException> { lbai.users.create(identifier = "ada@example.com") }
                assertEquals(1, scene.server.journal().size, "$status")
            }
        }

    @Test
    fun `cancelling ends a call at once, in a send and in a wait`() =
        scene { scene ->
            scene.server.fault("delay", "platform" to "espai", "path" to "/cdkey/list", "ms" to 5_000, "count" to 2)
            // The first one of a process loads classes, which takes its time on a machine that is busy.
            cancelled<BursarEvent.Send>(scene, within = 5.seconds) { espAi.cards.list().page() }
            val read = cancelled<BursarEvent.Send>(scene) { espAi.cards.list().page() }
            assertEquals(null, read.cause as? BursarException)
            scene.server.reset()
            val patience = buildJsonObject { put("retry-after", "30") }
            scene.server.fault("status", "platform" to "espai", "path" to "/cdkey/list", "status" to 429, "headers" to patience)
            cancelled<BursarEvent.Wait>(scene) { espAi.cards.list().page() }
            scene.server.reset()
            scene.server.fault("delay", "platform" to "espai", "path" to "/cdkey/transfer", "ms" to 3_000)
            val change = cancelled<BursarEvent.Send>(scene, purpose = "operation") { transfer() }
            val doubt = assertInstanceOf(OutcomeUnknownException::class.java, change.cause)
            assertNotNull(doubt.readings)
        }

    /** Cancels a call when such an event has come, and gives what it throws then. */
    private suspend inline fun <reified E : BursarEvent> cancelled(
        scene: Scene,
        purpose: String? = null,
        within: Duration = 2.5.seconds,
        crossinline call: suspend Scene.() -> Any?,
    ): CancellationException =
        withContext(Dispatchers.Default) {
            val begun = CompletableDeferred<Unit>()
            val thrown = CompletableDeferred<CancellationException>()
            val watched =
                Scene(scene.server, http, onEvent = { event ->
                    if (event is E && (purpose == null || (event as? BursarEvent.Send)?.purpose == purpose)) begun.complete(Unit)
                })
            val job =
                async {
                    try {
                        watched.call()
                    } catch (gone: CancellationException) {
                        thrown.complete(gone)
                        throw gone
                    }
                }
            begun.await()
            // So that the request has left, too.
            Thread.sleep(100)
            val from = TimeSource.Monotonic.markNow()
            job.cancelAndJoin()
            assertTrue(from.elapsedNow() < within, "it took ${from.elapsedNow()}; 0.5 s are promised")
            withTimeout(5.seconds) { thrown.await() }
        }

    @Test
    fun `a time-out is one, and a server that is down was sent nothing`() =
        scene { scene ->
            scene.server.fault("delay", "platform" to "espai", "path" to "/cdkey/list", "ms" to 3_000)
            val hasty = Scene(scene.server, http, timeout = 100.milliseconds, maxRetries = 0)
            thrown<TimeoutException> {
                hasty.espAi.cards
                    .list()
                    .page()
            }
            val port = ServerSocket(0).use { it.localPort }
            val options = ClientOptions(baseUrl = "http://127.0.0.1:$port", maxRetries = 0, http = http)
            val down = EspAi(Secret("k-0123"), options)
            val orders = down.orders
            val refused =
                thrown<ConnectionException> { orders.create(commodityId = Commodity("1"), commodityType = CommodityType("1")) }
            assertInstanceOf(RequestLost::class.java, refused.cause)
        }

    @Test
    fun `a reply that is too large is not read, with its length and without`() =
        scene { scene ->
            for (chunked in listOf(false, true)) {
                scene.server.fault("oversize", "platform" to "espai", "path" to "/cdkey/list", "chunked" to chunked)
                assertEquals(
                    1,
                    thrown<DecodeException> {
                        scene.espAi.cards
                            .list()
                            .page()
                    }.attempts,
                )
            }
        }

    @Test
    fun `what was given up before it left leaves no doubt, and a receipt stays good`() =
        scene { scene ->
            val receipt = scene.receipt()
            val sent = scene.server.journal().size
            val hasty =
                Scene(scene.server, http, onEvent = { event ->
                    if ((event as? BursarEvent.Send)?.purpose == "operation") throw AssertionError("a hook cancels nothing")
                })
            val call =
                async(start = CoroutineStart.LAZY) {
                    val self = coroutineContext.job
                    Scene(scene.server, http, onEvent = { event ->
                        if ((event as? BursarEvent.Send)?.purpose == "operation") self.cancel()
                    }).transfer(receipt)
                }
            assertEquals(null, thrown<CancellationException> { call.await() }.cause as? BursarException)
            assertEquals(0, scene.server.transfers().size)
            assertTrue(scene.server.journal().size > sent)
            assertEquals(KnownBy.REPLY, hasty.transfer(receipt).knownBy)
        }

    @Test
    fun `what an executor does not make, or cannot connect for, has not been sent, and its words show no secret`() =
        scene { scene ->
            for (header in listOf("upgrade" to "x", "expect" to "100-continue", "content-type" to "garbage")) {
                val options = CallOptions(headers = mapOf(header), verify = false, maxRetries = 0)
                val error = runCatching { scene.transfer(options = options) }.exceptionOrNull()
                assertFalse(error is OutcomeUnknownException, "$header: $error")
            }
            for (path in listOf("/a|b", "/a%zz")) {
                val error = runCatching { scene.espAi.raw("GET", path, options = CallOptions(maxRetries = 0)) }.exceptionOrNull()
                assertFalse(error is OutcomeUnknownException, "$path: $error")
            }
            ServerSocket(0, 1, InetAddress.getLoopbackAddress()).use { full ->
                // Who comes later is not answered.
                val waiting = List(4) { Socket().apply { runCatching { connect(full.localSocketAddress, 200) } } }
                val url = "http://127.0.0.1:${full.localPort}"
                val options = ClientOptions(baseUrl = url, http = http, maxRetries = 0, timeout = 500.milliseconds, verify = false)
                val error = thrown<BursarException> { EspAi(Secret("k"), options).cards.destroy("1") }
                assertFalse(error is OutcomeUnknownException, "$error ${error.cause}")
                val token = "t-very-secret"
                val reset = thrown<BursarException> { OpenCatd(Secret("t"), options).users.resetToken(id = 2, token = Secret(token)) }
                assertFalse(generateSequence<Throwable>(reset) { it.cause }.any { token in "$it" }, "$reset ${reset.cause}")
                waiting.forEach { it.close() }
            }
        }

    @Test
    fun `fifty calls run at once`() =
        scene { scene ->
            scene.server.fault("delay", "platform" to "espai", "path" to "/cdkey/list", "ms" to 300, "count" to 50)
            val began = TimeSource.Monotonic.markNow()
            val counts =
                withContext(Dispatchers.Default) {
                    List(50) {
                        async {
                            scene.espAi.cards
                                .list()
                                .count()
                        }
                    }.awaitAll()
                }
            assertEquals(List(50) { 7 }, counts)
            // One after the other they would take 15 s, and five at a time 3 s.
            assertTrue(began.elapsedNow() < 2500.milliseconds, "${began.elapsedNow()}")
        }

    /** A test has a sandbox for itself, as others run at the same time. */
    internal fun scene(test: suspend CoroutineScope.(Scene) -> Unit) {
        val server = FREE.poll() ?: Sandbox()
        try {
            server.reset()
            runBlocking { test(Scene(server, http)) }
        } finally {
            FREE += server
        }
    }
}

private val FREE = ConcurrentLinkedQueue<Sandbox>()

internal fun Sandbox.transfers(): List<JsonObject> = journal().filter { it.text("path") == "/cdkey/transfer" }

internal inline fun <reified E : Throwable> thrown(call: () -> Any?): E {
    try {
        call()
    } catch (error: Throwable) {
        return assertInstanceOf(E::class.java, error)
    }
    throw AssertionError("this must fail")
}

/** A read, a change by GET, one by POST with readings, one by DELETE: the others go the same ways. */
private val REPRESENTATIVE = setOf("espai.cards.list", "lbai.users.create", "espai.cards.transfer", "opencatd.users.delete")

class JdkHttpExecutorTest : ExecutorTest(JdkHttpExecutor(), REPRESENTATIVE)

class KtorExecutorTest : ExecutorTest(KtorExecutor(CIO), REPRESENTATIVE)
