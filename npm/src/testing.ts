/** For tests of programs that use Bursar. */

import { glue } from "./core.js";
import { FACTORY, type HttpExecutor, type HttpReply } from "./http.js";

export * from "./sandbox.js";

/** How many calls are under way in this process: none, when all have ended or were closed. */
export function live(): number {
  return glue.live();
}

/** One reply of a server that is not there: JSON, text, or an error that the request ends in. */
export type Scripted = { readonly status?: number; readonly json?: unknown; readonly text?: string } | Error;

/** An executor that answers with these replies, in order, and keeps what it was asked. */
export function scripted(
  ...replies: Scripted[]
): HttpExecutor & { readonly requests: { method: string; url: string; body: string | null }[] } {
  const requests: { method: string; url: string; body: string | null }[] = [];
  const left = [...replies];
  const execute = (request: Parameters<HttpExecutor>[0]): Promise<HttpReply> => {
    requests.push({ method: request.method, url: request.url, body: request.body });
    const reply = left.shift();
    if (reply === undefined) return Promise.reject(new Error(`no reply is left for ${request.method} ${request.url}`));
    if (reply instanceof Error) return Promise.reject(reply);
    const { status = 200, json, text = json === undefined ? "" : JSON.stringify(json) } = reply;
    return Promise.resolve({ status, headers: {}, body: new TextEncoder().encode(text) });
  };
  return Object.assign(execute, { requests });
}
Object.defineProperty(scripted, FACTORY, {});
