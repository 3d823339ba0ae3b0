package dev.bursar

import dev.bursar.crossing.FfiConverterString
import dev.bursar.crossing.InternalException
import kotlinx.coroutines.runBlocking
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.jsonObject
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Assumptions.assumeTrue
import org.junit.jupiter.api.Test
import java.lang.management.ManagementFactory
import java.lang.reflect.InvocationTargetException
import java.nio.ByteBuffer
import java.nio.ByteOrder
import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.CyclicBarrier
import java.util.concurrent.Executors
import java.util.concurrent.Future

/** The crossing itself, whose file UniFFI writes and `xtask/bindgen` tunes. */
class CrossingTest {
    private fun opened(): Long =
        Crossing.open(
            """{"platform":"opencatd","credentials":{"token":"t"},"options":{"baseUrl":"http://127.0.0.1:9"},"packing":"rows8"}"""
                .toByteArray(),
        )

    @Test
    fun `an unknown handle is a failure`() {
        Crossing.close(opened())
        for (answer in listOf(Crossing.begin(1L shl 60, ByteArray(0), 0) { }, Crossing.waited(1L shl 60, 0) { })) {
            val failure = (answer as Answer.Failed).failure
            assertEquals("configuration", failure.kind)
            assertTrue("there is no such" in failure.detail)
        }
    }

    @Test
    fun `empty and other bytes are taken as they are`() {
        val session = opened()
        for (config in listOf(byteArrayOf(), byteArrayOf(0, -1, 0))) {
            assertThrows(BursarException::class.java) { Crossing.open(config) }
        }
        Crossing.setToken(session, byteArrayOf())
        assertEquals(null, Crossing.token(session))
        assertTrue(Crossing.begin(session, byteArrayOf(), 0) { } is Answer.Failed)
        Crossing.close(session)
    }

    @Test
    fun `text in any script goes there and back, however long it is`() {
        val code = "兑换码 🎟 \u0000é\u001f\u001e".repeat(20_000)
        EspAi(Secret("k-0123")).use { client ->
            val call = client.begin("espai.cards.get", mapOf("phone" to "1", "code" to Secret("c")), now = 0)
            val card =
                """{"id":"1","code":${Json.encodeToString(code)},"type":"1","user_name":"","user_id":"1","user_phone":"1",
                "create_time":1,"update_time":null,"api_limit":1}"""
            val reply = HttpReply(200, emptyList(), """{"success":true,"code":0,"data":$card}""".toByteArray())
            val step = call.received(reply, 1)
            val row = (step as Step.Value).page.rows.single() as Card
            assertEquals(code, row.code)
            assertEquals("", row.userName)
            val again = client.begin("espai.cards.get", mapOf("phone" to "1", "code" to code), now = 2)
            val sent = (again.step as Step.Send).request.body!!.decodeToString()
            assertEquals(code, Json.parseToJsonElement(sent).jsonObject.text("code"))
            again.close()
        }
    }

    @Test
    fun `a panic is an exception, and the thread goes on`() {
        val status =
            Class
                .forName("dev.bursar.crossing.BursarStatus")
                .getDeclaredConstructor()
                .apply { isAccessible = true }
                .newInstance()
        val place =
            status.javaClass
                .getDeclaredField("place")
                .apply { isAccessible = true }
                .get(status) as ByteBuffer
        val take = status.javaClass.getDeclaredMethod("take").apply { isAccessible = true }
        val file = Class.forName("dev.bursar.crossing.Bursar_uniffiKt")
        val check = file.declaredMethods.single { it.name == "uniffiCheckCallStatus" }.apply { isAccessible = true }
        val handler = Class.forName("dev.bursar.crossing.UniffiNullRustCallStatusErrorHandler").getField("INSTANCE").get(null)
        repeat(2) {
            val text = FfiConverterString.lower("the core gave up: 再见")
            place.order(ByteOrder.nativeOrder())
            place.put(0, 2)
            place.putLong(8, text.capacity).putLong(16, text.len)
            place.putLong(
                24,
                com.sun.jna.Pointer
                    .nativeValue(text.data),
            )
            val failed = take.invoke(status)
            assertEquals(List(32) { 0.toByte() }, List(32) { place.get(it) })
            val thrown = assertThrows(InvocationTargetException::class.java) { check.invoke(null, handler, failed) }
            assertTrue(thrown.cause is InternalException)
            assertEquals("the core gave up: 再见", thrown.cause!!.message)
            Crossing.close(opened())
        }
    }

    @Test
    fun `answers are given back, also when reading them fails`() {
        val memory = Path.of("/proc/self/status")
        assumeTrue(Files.exists(memory))

        // What is resident and cannot be the heap's.
        fun own(): Long {
            val resident =
                Files
                    .readAllLines(memory)
                    .single { it.startsWith("VmRSS:") }
                    .filter(Char::isDigit)
                    .toLong() * 1024
            return resident - ManagementFactory.getMemoryMXBean().heapMemoryUsage.committed
        }
        val session = opened()
        val body = ByteArray(LARGE) { 'a'.code.toByte() }
        val request = "raw\u001f\u001f{\"method\":\"GET\",\"path\":\"/\"}".toByteArray()
        val before = own()
        repeat(LARGE_TIMES) {
            val send = Crossing.begin(session, request, 0) { } as Answer.Send
            assertThrows(IllegalStateException::class.java) {
                Crossing.received(send.call, "200".toByteArray(), body, 1) { error("unreadable") }
            }
        }
        val more = own() - before
        assertTrue(more < LARGE.toLong() * LARGE_TIMES / 4, "$more bytes more")
        assertEquals(0, Crossing.live())
        Crossing.close(session)
    }

    @Test
    fun `an executor may call another client in the middle of a call`() =
        runBlocking {
            val empty = """{"success":true,"code":0,"data":[],"totalNumber":0}""".toByteArray()
            val inner = EspAi(Secret("k-1"), ClientOptions(http = { HttpReply(200, emptyList(), empty) }))
            val outer =
                EspAi(
                    Secret("k-2"),
                    ClientOptions(
                        http = {
                            assertEquals(
                                0L,
                                inner.cards
                                    .list()
                                    .page()
                                    .total,
                            )
                            HttpReply(200, emptyList(), it.body ?: empty)
                        },
                    ),
                )
            // The answer is the request itself, if no other call has written over it.
            assertEquals(
                listOf("k-2"),
                listOf(outer.begin("espai.cards.list").step).map { (it as Step.Send).request.headers.toMap()["authorization"] },
            )
            val echoed = outer.raw("POST", "/echo", body = Secret("{\"mine\":1}"))
            assertEquals("{\"mine\":1}", echoed.body.expose())
        }

    @Test
    fun `threads do not share a status or a buffer`() {
        val barrier = CyclicBarrier(THREADS)
        val pool = Executors.newFixedThreadPool(THREADS)
        val work: List<Future<*>> =
            List(THREADS) {
                pool.submit {
                    val session = opened()
                    barrier.await()
                    for (at in 0 until TIMES) {
                        val request = "raw\u001f\u001f{\"method\":\"GET\",\"path\":\"/$it/$at\"}".toByteArray()
                        val send = Crossing.begin(session, request, at.toLong()) { } as Answer.Send
                        assertEquals("http://127.0.0.1:9/$it/$at", send.request.url)
                        Crossing.end(send.call)
                    }
                    Crossing.close(session)
                }
            }
        work.forEach { it.get() }
        pool.shutdown()
    }

    private companion object {
        const val THREADS = 8
        const val TIMES = 10_000
        const val LARGE = 4 * 1024 * 1024
        const val LARGE_TIMES = 400
    }
}
