package dev.bursar

import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.io.ByteArrayInputStream
import java.io.ByteArrayOutputStream
import java.io.NotSerializableException
import java.io.ObjectInputStream
import java.io.ObjectOutputStream
import java.io.PrintWriter
import java.io.StringWriter
import java.lang.reflect.Modifier

/** No rendering shows a secret: not a row's, an exception's, a stack trace's, an event's or a request's. */
class SecretTest {
    private val key = "k-very-secret-0123"
    private val code = Secret("c-very-secret")

    private fun serialized(value: Any): ByteArray = ByteArrayOutputStream().also { ObjectOutputStream(it).writeObject(value) }.toByteArray()

    private fun rendered(value: Any): String {
        val trace = StringWriter()
        (value as? Throwable)?.printStackTrace(PrintWriter(trace))
        return "$value ${listOf(value)} ${String.format("%s", value)} $trace"
    }

    private fun assertHidden(shown: String) {
        assertFalse(key in shown, shown)
        assertFalse(code.expose() in shown, shown)
    }

    @Test
    fun `a secret shows itself only when asked`() {
        val secret = Secret(key)
        assertEquals("***", "$secret")
        assertEquals(key, secret.expose())
        assertEquals(Secret(key), secret)
        assertNotEquals(Secret("another"), secret)
        assertEquals(1, setOf(secret, Secret(key)).size)
    }

    @Test
    fun `a secret is not serialised, and libraries that read fields leave it out`() {
        assertThrows(NotSerializableException::class.java) { serialized(Secret(key)) }
        val fields = Secret::class.java.declaredFields
        assertTrue(fields.isNotEmpty() && fields.all { Modifier.isTransient(it.modifiers) })
        assertTrue(
            Secret::class.java.declaredMethods.none { it.name.startsWith("component") || it.name.startsWith("get") },
        )
    }

    @Test
    fun `rows hide theirs, and their copies, too`() {
        val row = UserToken(Secret(key))
        assertHidden(rendered(row) + rendered(row.copy()) + rendered(row.component1()))
    }

    @Test
    fun `requests, replies, clients, calls and events hide them`() {
        val events = ArrayList<BursarEvent>()
        val seen = ArrayList<Any>()
        val options =
            ClientOptions(
                headers = mapOf("x-mine" to code.expose()),
                onEvent = events::add,
                http = { request ->
                    assertTrue(request.headers.any { key in it.second })
                    seen += request
                    HttpReply(200, emptyList(), """{"success":false,"code":400,"message":"no"}""".toByteArray()).also { seen += it }
                },
            )
        val client = EspAi(Secret(key), options)
        val call = client.begin("espai.cards.get", mapOf("phone" to "1", "code" to code))
        assertThrows(BursarException::class.java) { runBlocking { client.cards.get("1", code) } }
        assertTrue(events.size >= 3 && seen.size == 2)
        for (one in listOf(
            client,
            client.cards,
            call,
            call.step,
            (call.step as Step.Send).request,
            options,
        ) + events + seen) {
            assertHidden(rendered(one))
        }
        call.close()
        client.close()
    }

    @Test
    fun `exceptions and their stack traces hide what a server repeats`() {
        val body = """{"success":false,"code":400,"message":"bad key $key for ${code.expose()}"}"""
        val client = EspAi(Secret(key), ClientOptions(http = { HttpReply(200, emptyList(), body.toByteArray()) }))
        val error = assertThrows(BursarException::class.java) { runBlocking { client.cards.get("1", code) } }
        assertTrue("bad key" in error.detail)
        val bytes = serialized(error)
        assertHidden(rendered(error) + bytes.decodeToString())
        val again = ObjectInputStream(ByteArrayInputStream(bytes)).readObject() as BursarException
        assertEquals(error.message to error.kind, again.message to again.kind)
        assertEquals(error.javaClass, again.javaClass)
    }

    @Test
    fun `a configuration that is refused does not show what it holds`() {
        val error = assertThrows(ConfigurationException::class.java) { EspAi(Secret("$key\n")) }
        assertHidden(rendered(error))
    }
}
