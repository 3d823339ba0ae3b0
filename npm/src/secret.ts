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

/** The text of what may be a secret. */
export function exposed(value: unknown): unknown {
  return value instanceof Secret ? value.expose() : value;
}
