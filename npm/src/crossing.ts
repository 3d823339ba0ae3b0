import { glue, take, valueOf } from "./core.js";
import type { Packed } from "./packed.js";
import { Secret } from "./secret.js";

/** The crossing's own answers have one row of one column. */
function one<T>(address: number, read: (page: Packed) => T): T {
  return valueOf(take(address, (page) => [(page.piece(0), read(page))])).rows[0]!;
}

export function openSession(config: string): number {
  return one(glue.session_open(config), (page) => page.f64[page.numbers]!);
}

export function tokenOf(session: number): Secret | null {
  const text = one(glue.session_token(session), (page) => page.textOrNull(page.u32[page.lengths]!));
  return text === null ? null : new Secret(text);
}

export function setToken(session: number, token: string): void {
  valueOf(take(glue.session_set_token(session, token), () => []));
}

export function readText(address: number): string {
  return one(address, (page) => page.text(page.u32[page.lengths]!));
}
