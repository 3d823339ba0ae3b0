package example

import dev.bursar.CardType
import dev.bursar.EspAi
import dev.bursar.OutcomeUnknownException
import dev.bursar.Secret

suspend fun report(espAi: EspAi) {
    // Every page of the list, each read when it is needed.
    espAi.cards.list(type = CardType.AZURE_DRAGON).collect { card ->
        println("${card.id}: ${card.apiLimit} calls left")
    }
    try {
        val done =
            espAi.cards.transfer(
                phone = "15916888888",
                code = Secret("wNaa1GDw"),
                targetPhone = "17516888888",
                targetCode = Secret("3AoPbLSQ"),
                amount = 10,
            )
        println("moved ${done.amount} calls, known by ${done.knownBy}")
    } catch (doubt: OutcomeUnknownException) {
        println("it may have happened: ${doubt.readings}")
    }
}
