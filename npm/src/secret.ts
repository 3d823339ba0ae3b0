/** By this a secret is known and shown, whichever copy of the package it is of. */
const EXPOSE = Symbol.for("bursar.Secret.expose");

/** Text that no rendering shows: a token, a key, a redemption code, the URL of a payment page. */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The text itself. Whoever calls this answers for where it goes. */
  expose(): string {
    return this.#text;
  }

  /** @internal */
  [EXPOSE](): string {
    return this.#text;
  }

  toString(): string {
    return "***";
  }

  toJSON(): string {
    return "***";
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return "Secret(***)";
  }
}

function isSecret(value: unknown): value is { [EXPOSE](): string } {
  return typeof value === "object" && value !== null && EXPOSE in value;
}

/** The text of what may be a secret. */
export function exposed(value: unknown): unknown {
  return isSecret(value) ? value[EXPOSE]() : value;
}

/** Where a secret is found that should not be there: what it renders as would be sent instead of it. */
export class Misplaced extends Error {}

/** For `JSON.stringify`: refuses secrets, which would be written as they are rendered. */
export function withoutSecrets(this: unknown, name: string, value: unknown): unknown {
  if (isSecret((this as Record<string, unknown>)[name])) throw new Misplaced(name);
  return value;
}
