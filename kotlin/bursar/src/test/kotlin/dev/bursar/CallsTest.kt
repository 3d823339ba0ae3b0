package dev.bursar

import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.test.runTest
import kotlinx.coroutines.withTimeoutOrNull
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertInstanceOf
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.io.IOException
import java.util.concurrent.atomic.AtomicInteger
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds

/** What calls do, whatever sends them. */
class CallsTest {
    private val empty = """{"success":true,"code":0,"data":[],"totalNumber":0}"""

    private fun reply(
        json: String,
        status: Int = 200,
        vararg headers: Pair<String, String>,
    ) = HttpReply(status, headers.asList(), json.toByteArray())

    private fun espAi(
        maxRetries: Int? = null,
        http: HttpExecutor,
    ) = EspAi(Secret("k-0123"), ClientOptions(http = http, maxRetries = maxRetries))

    private fun page(vararg ids: Int): String {
        val rows =
            ids.joinToString(",") {
                """{"id":"$it","code":"c","type":"9","user_name":"n","user_id":"1","user_phone":"1","create_time":1,"api_limit":null}"""
            }
        return """{"success":true,"code":0,"data":[$rows],"totalNumber":4}"""
    }

    @Test
    fun `a list is collected page after page, each when it is needed`() =
        runTest {
            val sent = AtomicInteger()
            val pages = listOf(page(1, 2), page(3, 4), page())
            val espAi = espAi { reply(pages[sent.getAndIncrement()]) }
            val list = espAi.cards.list(limit = 2)
            assertEquals(0, sent.get())
            assertEquals(listOf("1", "2"), list.take(2).toList().map { it.id })
            assertEquals(1, sent.getAndSet(0))
            val all = list.toList()
            assertEquals(listOf("1", "2", "3", "4"), all.map { it.id })
            assertEquals(CardType("9"), all[0].type)
            assertNull(all[0].apiLimit)
        }

    @Test
    fun `the reply is told on request`() =
        runTest {
            val espAi = espAi { reply(page(1), headers = arrayOf("X-Request-Id" to "r-1", "x-other" to "o")) }
            val (page, response) = espAi.withResponse { cards.list().page() }
            assertEquals(4L, page.total)
            assertEquals(ResponseInfo(200, mapOf("x-request-id" to "r-1"), "r-1", 1), response)
            val refused = thrown { espAi.withResponse { 1 } }
            assertInstanceOf(ConfigurationException::class.java, refused)
        }

    @Test
    fun `waits are those of the caller's time, attempts have real time`() =
        runTest {
            val sent = AtomicInteger()
            val events = ArrayList<BursarEvent>()
            val espAi =
                espAi {
                    // In virtual time, the limit of an attempt would be over at once.
                    kotlinx.coroutines.withContext(Dispatchers.IO) { Thread.sleep(20) }
                    if (sent.getAndIncrement() == 0) reply("", 429, "retry-after" to "20") else reply(empty)
                }
            assertEquals(
                0,
                espAi.cards
                    .list(options = CallOptions(onEvent = events::add))
                    .toList()
                    .size,
            )
            assertEquals(20_000L, testScheduler.currentTime)
            val kinds = events.map { it.javaClass.simpleName }
            assertEquals(listOf("Send", "Reply", "Wait", "Send", "Reply", "Verdict"), kinds)
            val verdict = events.last() as BursarEvent.Verdict
            assertEquals(listOf(true, null, 200L, 2), listOf(verdict.ok, verdict.kind, verdict.status, verdict.attempts))
            assertTrue(verdict.ms >= 20_000)
            assertEquals(setOf("espai.cards.list" to verdict.call), events.map { it.operation to it.call }.toSet())
        }

    @Test
    fun `an executor that takes too long is given up`() =
        runBlocking {
            val espAi = espAi(maxRetries = 0) { awaitCancellation() }
            val late = thrown { espAi.cards.list(options = CallOptions(timeout = 50.milliseconds)).page() }
            assertInstanceOf(TimeoutException::class.java, late)
            assertEquals(0, Crossing.live())
        }

    @Test
    fun `what an executor throws is the cause, and says what it knows`() =
        runTest {
            suspend fun transfer(http: HttpExecutor) =
                thrown { espAi(0, http).cards.transfer("1", Secret("2"), "3", Secret("4"), 1, options = CallOptions(verify = false)) }
            val broken = transfer { throw IOException("the wire broke") }
            assertInstanceOf(OutcomeUnknownException::class.java, broken)
            assertInstanceOf(IOException::class.java, broken.cause)
            assertInstanceOf(ConnectionException::class.java, transfer { throw RequestLost(Loss.NOT_SENT) })
            // An executor whose own scope was cancelled has not cancelled the call.
            assertInstanceOf(OutcomeUnknownException::class.java, transfer { throw CancellationException("closed") })
            val large = thrown { espAi { HttpReply(200, emptyList(), ByteArray(it.maxBodyBytes + 1)) }.cards.list().page() }
            assertInstanceOf(DecodeException::class.java, large)
            for (junk in listOf(
                HttpReply(0, emptyList(), ByteArray(0)),
                HttpReply(200, Iterable { throw IOException("gone") }, ByteArray(0)),
            )) {
                val unusable = transfer { junk }
                assertInstanceOf(OutcomeUnknownException::class.java, unusable)
                assertTrue("the executor gave is no reply" in (unusable as BursarException).detail)
                var times = 0
                val read =
                    thrown {
                        espAi {
                            times++
                            junk
                        }.credits()
                    }
                assertInstanceOf(ConfigurationException::class.java, read)
                assertEquals(1, times)
            }
        }

    @Test
    fun `what is no exception takes no outcome away`() =
        runTest {
            val broken = thrown { transferred(espAi { throw NoClassDefFoundError("okio") }) }
            assertInstanceOf(OutcomeUnknownException::class.java, broken)
            assertInstanceOf(NoClassDefFoundError::class.java, broken.cause)
            val watched = EspAi(Secret("k-0123"), ClientOptions(http = { reply(empty) }, onEvent = { throw AssertionError("a hook") }))
            assertEquals(KnownBy.REPLY, transferred(watched).knownBy)
        }

    @Test
    fun `a change that nobody was handed is cancelled without a doubt`() =
        runBlocking {
            val kinds = ArrayList<String?>()
            var handed = 0
            val espAi =
                espAi {
                    handed++
                    reply(empty)
                }
            val job =
                launch {
                    val self = coroutineContext[kotlinx.coroutines.Job]!!
                    val hook = { event: BursarEvent ->
                        if (event is BursarEvent.Send) self.cancel()
                        if (event is BursarEvent.Verdict) kinds += event.kind
                    }
                    val gone = thrown { transferred(espAi, CallOptions(verify = false, onEvent = hook)) }
                    assertInstanceOf(CancellationException::class.java, gone)
                    assertNull(gone.cause as? BursarException)
                }
            job.join()
            assertEquals(0, handed)
            assertEquals(listOf<String?>("cancelled"), kinds)
            assertEquals(0, Crossing.live())
        }

    @Test
    fun `an executor that does not heed its cancellation does not hold a call up`() =
        runBlocking {
            val stubborn = espAi(0) { kotlinx.coroutines.withContext(Dispatchers.IO) { reply(empty).also { Thread.sleep(3_000) } } }
            val from = System.nanoTime()
            val late = thrown { transferred(stubborn, CallOptions(verify = false, timeout = 100.milliseconds)) }
            assertInstanceOf(OutcomeUnknownException::class.java, late)
            assertNull(withTimeoutOrNull(200.milliseconds) { stubborn.cards.list().page() })
            assertTrue(System.nanoTime() - from < 2_000_000_000L)
            assertEquals(0, Crossing.live())
        }

    @Test
    fun `whoever is slow to be cancelled does not hold up the time of others`() =
        runBlocking(Dispatchers.Default) {
            val slow =
                espAi(0) {
                    kotlinx.coroutines.suspendCancellableCoroutine { it.invokeOnCancellation { Thread.sleep(2_000) } }
                }
            val options = CallOptions(timeout = 50.milliseconds)
            val first = launch { thrown { slow.cards.list(options = options).page() } }
            delay(100)
            val from = System.nanoTime()
            assertInstanceOf(TimeoutException::class.java, thrown { espAi(0) { awaitCancellation() }.cards.list(options = options).page() })
            first.join()
            assertTrue(System.nanoTime() - from < 1_000_000_000L)
        }

    @Test
    fun `on a thread that is interrupted nothing is sent`() {
        var handed = 0
        val espAi =
            EspAiBlocking(
                espAi {
                    handed++
                    reply(empty)
                },
            )
        Thread.currentThread().interrupt()
        val refused = thrown { espAi.credits() }
        assertTrue(Thread.interrupted())
        assertInstanceOf(CancelledException::class.java, refused)
        assertEquals(0, handed)
    }

    @Test
    fun `a value that was there is not lost to a cancellation that comes after it`() =
        runBlocking {
            val espAi = espAi { reply(empty) }
            var told: WithResponse<Transferred>? = null
            launch {
                told =
                    espAi.withResponse {
                        kotlinx.coroutines.yield()
                        transferred(this).also { coroutineContext[kotlinx.coroutines.Job]!!.cancel() }
                    }
            }.join()
            assertEquals(200, told!!.response.status)
        }

    @Test
    fun `names are those that are typed here`() {
        fun refused(call: () -> Any?) = thrown { call() } as BursarException
        val refusals =
            listOf(
                "timeout" to refused { EspAi(Secret("k"), ClientOptions(timeout = 0.seconds)) },
                "apiKey" to refused { EspAi(Secret("")) },
                "baseUrl" to refused { EspAi(Secret("k"), ClientOptions(baseUrl = "ftp://x")) },
            )
        for ((name, error) in refusals) {
            assertEquals(name, error.path, error.message)
            assertTrue(error.detail.startsWith(name), error.detail)
            assertTrue("Ms" !in error.message!!, error.message)
        }
        val unknown = refused { espAi { reply(empty) }.begin("espai.cards.lst") }
        assertTrue("there are espai.cards.list, espai.cards.get" in unknown.detail, unknown.detail)
        val half = refused { espAi { reply(empty) }.begin("espai.cards.get", mapOf("phone" to "\uD83C", "code" to "c")) }
        assertTrue("surrogate" in half.detail, half.detail)
    }

    @Test
    fun `the end of a call stays its end`() {
        val call =
            espAi { reply(empty) }.begin(
                "espai.cards.transfer",
                mapOf(
                    "phone" to "1",
                    "code" to "2",
                    "targetPhone" to "3",
                    "targetCode" to "4",
                    "amount" to 1,
                ),
                CallOptions(verify = false),
            )
        val last = call.cancelled(0, unsent = true)
        assertInstanceOf(CancelledException::class.java, (last as Step.Failed).error)
        assertEquals(last, call.received(reply(empty), 1))
    }

    @Test
    fun `cancelling a change leaves the doubt as the cause`() =
        runBlocking {
            val espAi = espAi { awaitCancellation() }
            val job =
                async(Dispatchers.Default) {
                    thrown { espAi.cards.transfer("1", Secret("2"), "3", Secret("4"), 1, options = CallOptions(verify = false)) }
                }
            delay(100)
            job.cancelAndJoin()
            assertEquals(0, Crossing.live())
            var inside: Throwable? = null
            val outside =
                withTimeoutOrNull(50.milliseconds) {
                    inside = thrown { espAi.cards.transfer("1", Secret("2"), "3", Secret("4"), 1, options = CallOptions(verify = false)) }
                    throw inside
                }
            assertNull(outside)
            assertInstanceOf(CancellationException::class.java, inside)
            assertInstanceOf(OutcomeUnknownException::class.java, inside?.cause)
        }

    @Test
    fun `a closed client sends nothing`() =
        runTest {
            val espAi = espAi { throw AssertionError("nothing is to be sent") }
            espAi.use { }
            assertTrue("there is no such session" in (thrown { espAi.credits() } as ConfigurationException).detail)
        }

    @Test
    fun `a call has options of its own`() =
        runTest {
            val asked = ArrayList<HttpRequest>()
            val own =
                HttpExecutor {
                    asked += it
                    reply(empty)
                }
            val espAi = espAi { throw AssertionError("this one is not to be used") }
            val options =
                CallOptions(
                    http = own,
                    timeout = 5.seconds,
                    headers = mapOf("x-mine" to "1"),
                    query = mapOf("a" to "b"),
                    path = "/cards",
                    body = kotlinx.serialization.json.JsonObject(mapOf("more" to kotlinx.serialization.json.JsonPrimitive(true))),
                )
            espAi.cards.list(type = CardType.TAOTIE, options = options).page()
            val request = asked.single()
            assertEquals("https://api.espai.fun/cards?a=b", request.url)
            assertEquals(5_000L, request.timeoutMs)
            assertEquals("1", request.headers.toMap()["x-mine"])
            val body = request.body!!.decodeToString()
            assertTrue("\"more\":true" in body && "\"type\":\"5\"" in body, body)
        }

    @Test
    fun `a token is shared`() {
        val catd = OpenCatd(options = ClientOptions(baseUrl = "http://127.0.0.1:9"))
        assertNull(catd.token())
        catd.setToken(Secret("t-1"))
        assertEquals(Secret("t-1"), catd.token())
        catd.setToken(null)
        assertNull(catd.token())
        assertThrows(ConfigurationException::class.java) { catd.begin("opencatd.users.rename") }
        assertThrows(ConfigurationException::class.java) { catd.begin("opencatd.users.find", mapOf("name" to Any())) }
    }

    @Test
    fun `ten thousand calls, with errors and cancellations, leave no call behind`() =
        runBlocking(Dispatchers.Default) {
            val turn = AtomicInteger()
            val espAi =
                espAi(maxRetries = 0) {
                    val at = turn.incrementAndGet()
                    if (at % 11 == 0) awaitCancellation()
                    if (at % 5 == 0) throw IOException("broken")
                    reply(empty, if (at % 7 == 0) 500 else 200)
                }
            repeat(10_000) { at ->
                val call =
                    launch(start = kotlinx.coroutines.CoroutineStart.UNDISPATCHED) {
                        try {
                            espAi.cards.list().page()
                        } catch (expected: BursarException) {
                            assertTrue(expected.attempts == 1L, "$at: $expected")
                        }
                    }
                // One that is suspended waits for a reply that does not come.
                if (call.isActive) call.cancelAndJoin()
            }
            assertTrue(turn.get() >= 10_000, "${turn.get()}")
            assertEquals(0, Crossing.live())
        }

    private suspend fun transferred(
        espAi: EspAi,
        options: CallOptions = CallOptions(verify = false),
    ) = espAi.cards.transfer("1", Secret("2"), "3", Secret("4"), 1, options = options)

    private inline fun thrown(call: () -> Any?): Throwable {
        try {
            call()
        } catch (error: Throwable) {
            return error
        }
        throw AssertionError("this must fail")
    }
}
