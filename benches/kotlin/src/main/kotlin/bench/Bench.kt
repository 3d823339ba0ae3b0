package bench

import com.fasterxml.jackson.databind.ObjectMapper
import com.squareup.moshi.Moshi
import dev.bursar.Card
import dev.bursar.CardType
import dev.bursar.ClientOptions
import dev.bursar.EspAi
import dev.bursar.HttpReply
import dev.bursar.HttpRequest
import dev.bursar.Secret
import dev.bursar.Step
import kotlinx.coroutines.runBlocking
import kotlinx.serialization.SerialName
import kotlinx.serialization.Serializable
import kotlinx.serialization.json.Json
import okhttp3.Headers
import okhttp3.MediaType.Companion.toMediaType
import okhttp3.Request
import okhttp3.RequestBody.Companion.toRequestBody
import okio.Buffer
import java.nio.file.Files
import java.nio.file.Path
import java.time.Instant
import kotlin.random.Random

@Serializable
private class Reply(
    val success: Boolean,
    val message: String,
    val data: List<Row>,
    val totalNumber: Long,
)

@Serializable
private class OneReply(
    val success: Boolean,
    val message: String,
    val data: Row,
)

@Serializable
private class Row(
    val id: String,
    @SerialName("create_time") val createTime: Long,
    @SerialName("update_time") val updateTime: Long?,
    val code: String,
    @SerialName("user_id") val userId: String,
    @SerialName("api_limit") val apiLimit: Long?,
    val type: String,
    @SerialName("user_phone") val userPhone: String,
    @SerialName("user_name") val userName: String,
) {
    fun card(): Card =
        Card(
            id = id,
            createTime = Instant.ofEpochMilli(createTime),
            updateTime = updateTime?.let(Instant::ofEpochMilli),
            code = code,
            userId = userId,
            apiLimit = apiLimit,
            type = CardType(type),
            userPhone = userPhone,
            userName = userName,
        )
}

private fun WireReply.WireRow.card(): Card =
    Card(
        id = id,
        createTime = Instant.ofEpochMilli(create_time),
        updateTime = update_time?.let(Instant::ofEpochMilli),
        code = code,
        userId = user_id,
        apiLimit = api_limit,
        type = CardType(type),
        userPhone = user_phone,
        userName = user_name,
    )

@Serializable
private class Asked(
    val phone: String,
    val code: String,
)

private val random = Random(42)

private fun letters(
    count: Int,
    of: String,
) = String(CharArray(count) { of[random.nextInt(of.length)] })

/** A card as docs/platforms/espai.md shows one, in 240 bytes. */
private fun card(): String {
    val created = 1_743_506_056_109 + random.nextLong(10_000_000_000)
    val updated = if (random.nextInt(10) < 6) "null" else "${created + random.nextInt(1_000_000)}"
    val name = listOf("琳琅", "小美", "王五的第二张卡", "Anna", "测试用户", "张伟").random(random)
    return """{"id":"${letters(32, "0123456789abcdef")}","create_time":$created,"update_time":$updated,""" +
        """"code":"${letters(8, "ABCDEFGHJKabcdefghjk23456789")}","user_id":"${letters(32, "0123456789abcdef")}",""" +
        """"api_limit":${random.nextInt(15_000)},"type":"${random.nextInt(6)}","user_phone":"1${letters(10, "0123456789")}",""" +
        """"user_name":"$name"}"""
}

private fun page(rows: Int): ByteArray {
    val data = List(rows) { card() }.joinToString(",")
    return """{"success":true,"message":"请求成功","data":[$data],"totalNumber":$rows}""".toByteArray()
}

private val espAi = EspAi(Secret("0f3c9a7be41d4c02a8c6d1f5b7e2930d"), ClientOptions(http = ::answered))
private val oneCard = """{"success":true,"message":"请求成功","data":${card()}}""".toByteArray()
private val json = Json { ignoreUnknownKeys = true }
private val jackson = ObjectMapper().readerFor(WireReply::class.java)
private val moshi = Moshi.Builder().build().adapter(WireReply::class.java)
private val TYPE = "application/json".toMediaType()

/** An executor without a network: it makes OkHttp's request, and has the reply already. */
@Suppress("RedundantSuspendModifier")
private suspend fun answered(request: HttpRequest): HttpReply {
    val headers = Headers.Builder()
    for ((name, value) in request.headers) headers.addUnsafeNonAscii(name, value)
    val built = Request.Builder().url(request.url).headers(headers.build()).method(request.method, request.body?.toRequestBody(TYPE))
    built.build()
    return HttpReply(200, emptyList(), oneCard)
}

private fun byHand(): Card {
    val body = json.encodeToString(Asked("15916888888", "wNaa1GDw")).toRequestBody(TYPE)
    val headers = Request.Builder().header("authorization", "0f3c9a7be41d4c02a8c6d1f5b7e2930d").header("accept", "application/json")
    headers.url("https://api.espai.fun/cdkey/detail").post(body).build()
    return json.decodeFromString<OneReply>(oneCard.decodeToString()).data.card()
}

private fun rows(bytes: ByteArray): List<Contestant> =
    listOf(
        Contestant("bursar") {
            val call = espAi.begin("espai.cards.list")
            (call.received(HttpReply(200, emptyList(), bytes), 0) as Step.Value).page.rows
        },
        Contestant("kotlinx") { json.decodeFromString<Reply>(bytes.decodeToString()).data.map { it.card() } },
        Contestant("jackson") { jackson.readValue<WireReply>(bytes).data.map { it.card() } },
        Contestant("moshi") { moshi.fromJson(Buffer().write(bytes))!!.data.map { it.card() } },
    )

private fun show(figure: Figure) = "%.2f ± %.2f".format(figure.median, figure.deviation)

private fun goal(
    figure: Figure,
    most: Double?,
): String = if (most == null) "" else "≤ $most, ${if (figure.median <= most) "met" else "not met"}"

/** Prints the tables; the first argument is the number of rounds, the second a page whose tail they become. */
fun main(arguments: Array<String>) {
    val rounds = arguments.getOrNull(0)?.toInt() ?: 15
    val out = StringBuilder()
    out.appendLine("Median of $rounds rounds. Java ${System.getProperty("java.version")}, ${System.getProperty("os.arch")}.\n")
    out.appendLine("## Rows: a whole call without IO, from its beginning to typed rows, by thread CPU\n")
    out.appendLine("| rows | kotlinx, us | Bursar to kotlinx | goal | Jackson to kotlinx | Moshi to kotlinx |")
    out.appendLine("|---:|---:|---:|---|---:|---:|")
    for ((count, most) in listOf(1 to null, 10 to 1.3, 100 to 0.75, 1_000 to 0.75, 9_999 to 0.75)) {
        val contestants = rows(page(count))
        val results = contestants.map { it.act() }
        check(results.all { it == results[0] }) { "they do not read the same rows" }
        val times = measure(contestants, rounds)
        val kotlinx = times.getValue("kotlinx")
        val own = ratio(times.getValue("bursar"), kotlinx)
        val others = listOf("jackson", "moshi").joinToString(" | ") { show(ratio(times.getValue(it), kotlinx)) }
        out.appendLine("| $count | ${"%.1f".format(median(kotlinx))} | ${show(own)} | ${goal(own, most)} | $others |")
    }
    val small = listOf(Contestant("bursar") { runBlocking { espAi.cards.get("15916888888", Secret("wNaa1GDw")) } }, Contestant("hand", ::byHand))
    check(small[0].act() == small[1].act()) { "they do not read the same card" }
    val times = measure(small, rounds)
    val own = ratio(times.getValue("bursar"), times.getValue("hand"))
    out.appendLine("\n## A small call without IO, by thread CPU\n")
    out.appendLine("`runBlocking { espAi.cards.get(…) }` with an executor that makes OkHttp's request and has the reply, to the same by hand with")
    out.appendLine("OkHttp's builders and kotlinx (${"%.1f".format(median(times.getValue("hand")))} us): **${show(own)}** (${goal(own, 3.0)}).")
    println(out)
    val page = arguments.getOrNull(1)?.let(Path::of) ?: return
    val mark = "<!-- Written by `cargo xtask bench --only kotlin` from here. -->\n"
    Files.writeString(page, Files.readString(page).substringBefore(mark) + mark + "\n" + out)
}
