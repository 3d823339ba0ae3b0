// A consumer's program whose compiler knows the language and nothing of a runtime; it checks the package's declarations, too.
import { type BursarEvent, EspAi, type HttpExecutor, init, initSync, isBursarError } from "bursar";
import { live, scripted } from "bursar/testing";

const http: HttpExecutor = async ({ method, signal }) => {
  if (signal.aborted) throw new Error(method);
  return { status: 200, headers: {}, body: new Uint8Array() };
};
const told = (event: BursarEvent): string => `${event.call} ${event.operation} ${event.type}`;

export async function main(): Promise<number> {
  initSync(new Uint8Array());
  await init("core.wasm");
  const espai = new EspAi({ apiKey: "k", http: scripted({ json: {} }), onEvent: told });
  try {
    await espai.cards.list({}, { http });
  } catch (error) {
    if (isBursarError(error)) return error.attempts;
  }
  return live();
}
