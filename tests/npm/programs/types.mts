// A consumer's program, only checked: what is right compiles, and what is wrong does not.
import {
  type Card,
  CardType,
  EspAi,
  type HttpExecutor,
  isBursarError,
  OpenCatd,
  OutcomeUnknownError,
  type Page,
  RateLimitedError,
  Secret,
} from "bursar";
import { scripted } from "bursar/testing";

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
    if (isBursarError(error)) return error.hint;
  }
  return `${total ?? ""}${value.id}${status ?? ""}${token?.expose() ?? ""}`;
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
