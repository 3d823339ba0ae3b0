// A consumer's program, only checked: what is right compiles, and what is wrong does not.
import {
  type Card,
  CardType,
  type ConflictError,
  EspAi,
  type HttpExecutor,
  isBursarError,
  OpenCatd,
  OutcomeUnknownError,
  type Page,
  RateLimitedError,
  Secret,
} from "bursar";
import { type Sandbox, scripted } from "bursar/testing";

const http: HttpExecutor = scripted({ json: { success: true } });
const espai = new EspAi({ apiKey: new Secret("k"), http, timeout: 1_000, onEvent: (event) => event.type });

export async function main(signal: AbortSignal): Promise<string | null> {
  const page: Page<Card> = await espai.cards.list({ type: CardType.AZURE_DRAGON }, { signal });
  const total: number | null = page.total;
  for await (const card of espai.cards.list()) {
    const left: number | null = card.apiLimit;
    if (left === null) return card.id;
  }
  // An enum is open: a server may know more than this version.
  await espai.cards.list({ type: "17" });
  const { value, response } = await espai.cards.get({ phone: "1", code: new Secret("c") }).withResponse();
  const status: number | null = response.status;
  const user = await new OpenCatd({ token: "t", baseUrl: "https://team.example.com" }).users.create({ name: "ada" });
  const token: Secret | null = user.token;
  try {
    await espai.cards.destroy({ id: "1" });
  } catch (error) {
    if (error instanceof OutcomeUnknownError) return error.readings;
    if (error instanceof RateLimitedError) return String(error.retryAfterMs);
    if (isBursarError(error, "conflict")) {
      const conflict: ConflictError = error;
      const kind: "conflict" = error.kind;
      return conflict.code ?? kind;
    }
    // @ts-expect-error: a kind that does not exist.
    if (isBursarError(error, "outcome-unknown")) return null;
    if (isBursarError(error)) return error.hint;
  }
  return `${total ?? ""}${value.id}${status ?? ""}${token?.expose() ?? ""}`;
}

export async function faulty(server: Sandbox): Promise<void> {
  await server.fault({ kind: "reset_after" });
  // @ts-expect-error: a fault that does not exist.
  await server.fault({ kind: "reset-after" });
  return server
    .client("espai")
    .cards.list()
    .then(() => undefined)
    .catch(() => undefined)
    .finally(() => undefined);
}

// @ts-expect-error: a parameter that is required.
void espai.cards.get({ phone: "1" });
// @ts-expect-error: a name that does not exist.
void espai.cards.list({ kind: "1" });
// @ts-expect-error: a number that is text.
void espai.cards.transfer({ phone: "1", code: "2", targetPhone: "3", targetCode: "4", amount: "10" });
// @ts-expect-error: a server of one's own, without where it is.
new OpenCatd({ token: "t" });
const step = espai.begin("espai.cards.get", { phone: "1", code: "2" }).step;
const left: number | null = step.type === "value" ? (step.rows[0]?.apiLimit ?? null) : null;
espai.begin("espai.cards.list");
void left;
// @ts-expect-error: a parameter that is required.
espai.begin("espai.cards.get", { phone: "1" });
// @ts-expect-error: an operation of another platform.
espai.begin("lbai.users.logout", { userId: "1" });
// @ts-expect-error: credentials of another platform.
new EspAi({ clientSecret: "s" });
