/**
 * Types of the runtime, as the program's compiler knows them. `lib: ["dom"]`, `@types/node` and others declare them; for a
 * program without any of these there is what is used of them.
 */

type Global<Name extends string, Otherwise> = typeof globalThis extends { [Key in Name]: { prototype: infer Found } }
  ? Found
  : Otherwise;

/** An `AbortSignal`. */
export type Signal = Global<
  "AbortSignal",
  {
    readonly aborted: boolean;
    // As `any` as it is in every declaration of the runtimes.
    readonly reason: any; // eslint-disable-line @typescript-eslint/no-explicit-any
    addEventListener(type: "abort", listener: () => void, options?: { once?: boolean }): void;
    removeEventListener(type: "abort", listener: () => void): void;
  }
>;

/** A compiled `WebAssembly.Module`. */
export type Module = typeof globalThis extends { WebAssembly: { Module: { prototype: infer Found } } } ? Found : object;

/** Bytes of any kind. */
export type Bytes = ArrayBuffer | ArrayBufferView;

/** A `Response`. */
export type Reply = Global<"Response", { arrayBuffer(): Promise<ArrayBuffer> }>;

/** A `URL`. */
export type Address = Global<"URL", { readonly href: string }>;
