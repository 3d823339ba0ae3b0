package dev.bursar

import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestFactory
import java.nio.file.Files
import java.nio.file.Path

/** The conformance corpus, as calls of the client's methods and step by step. */
class CorpusTest {
    @TestFactory
    fun `by methods`(): List<DynamicTest> =
        VECTORS.map { (name, vector) ->
            DynamicTest.dynamicTest(name) {
                try {
                    play(vector, typed = true)
                } catch (untypable: Untypable) {
                    // What the compiler refuses is what the core refuses, with nothing sent.
                    assertTrue(isRefused(vector), "${untypable.message}")
                }
            }
        }

    @TestFactory
    fun `by hand`(): List<DynamicTest> = VECTORS.map { (name, vector) -> DynamicTest.dynamicTest(name) { play(vector, typed = false) } }

    @Test
    fun `the corpus is there`() {
        assertTrue(VECTORS.size >= 500, "${VECTORS.size}")
    }

    private fun play(
        vector: JsonObject,
        typed: Boolean,
    ) {
        val refusal = vector.json("configError")
        if (refusal == null) return Conversation(vector, typed).play()
        val error =
            try {
                throw AssertionError("it must be refused: ${Conversation(vector, typed)}")
            } catch (refused: BursarException) {
                refused
            }
        assertEquals(refusal.text("kind"), error.kind.value)
        // A time is a duration here.
        assertTrue(refusal.text("detail_contains").orEmpty().removeSuffix("Ms") in error.detail, error.detail)
    }

    private fun isRefused(vector: JsonObject): Boolean {
        if ("configError" in vector) return true
        val entry =
            vector
                .getValue("script")
                .jsonArray
                .first()
                .jsonObject
        return entry.json("error")?.text("kind") in setOf("invalid_request", "configuration")
    }

    private companion object {
        val VECTORS: List<Pair<String, JsonObject>> by lazy {
            val folder = Path.of("../../tests/vectors")
            val files = Files.walk(folder).use { all -> all.filter { it.nameCount == folder.nameCount + 3 }.sorted().toList() }
            files.map { "${folder.relativize(it)}" to Json.parseToJsonElement(Files.readString(it)).jsonObject }
        }
    }
}
