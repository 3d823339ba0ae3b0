/** What `wasm-bindgen` writes for the crate `bursar-wasm`; the build puts it beside the compiled sources. */
import type { Bytes, Module } from "./platform.js";

export function initSync(options: { module: Module | Bytes }): { memory: { readonly buffer: ArrayBuffer } };
export function session_open(config: string): number;
export function session_close(session: number): void;
export function session_token(session: number): number;
export function session_set_token(session: number, token: string): number;
export function open(session: number, request: string, now: number): number;
export function received(call: number, head: string, body: Uint8Array, now: number): number;
export function failed(call: number, loss: number, detail: string, now: number): number;
export function waited(call: number, now: number): number;
export function describe(call: number): number;
export function close(call: number): void;
export function live(): number;
export function forget(): void;
