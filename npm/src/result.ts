import { configuration } from "./core.js";

/** What is known of the reply beside its value. */
export interface ResponseInfo {
  readonly status: number | null;
  /** Those that the core reads. */
  readonly headers: Readonly<Record<string, string>>;
  readonly requestId: string | null;
  /** Requests that were sent, readings and tokens included. */
  readonly attempts: number;
}

export interface WithResponse<T> {
  readonly value: T;
  readonly response: ResponseInfo;
}

/** Runs a call; with `meta`, also tells of the reply. */
export type Run<T> = (meta: boolean) => Promise<{ value: T; meta: string }>;

/** A call under way. Await it; or `await pending.withResponse()` for what is known of the reply, too. */
export class Pending<T> implements Promise<T> {
  readonly [Symbol.toStringTag] = "Pending";
  readonly #outcome: Promise<{ value: T; meta: string }>;
  #meta = false;
  #begun = false;

  /** @internal */
  constructor(run: Run<T>) {
    // It begins by itself, once whoever made it had the chance to ask for the response.
    this.#outcome = Promise.resolve().then(() => {
      this.#begun = true;
      return run(this.#meta);
    });
  }

  /** The value, with status, headers and attempts. To be called at once: later it is refused, and the call goes on. */
  async withResponse(): Promise<WithResponse<T>> {
    if (this.#begun && !this.#meta) {
      throw configuration("withResponse: the call has begun; say `call(…).withResponse()`. It goes on: await it");
    }
    this.#meta = true;
    const { value, meta } = await this.#outcome;
    return { value, response: responseOf(meta) };
  }

  then<A = T, B = never>(
    done?: ((value: T) => A | PromiseLike<A>) | null,
    failed?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#outcome.then(({ value }) => value).then(done, failed);
  }

  catch<B = never>(failed?: ((error: unknown) => B | PromiseLike<B>) | null): Promise<T | B> {
    return this.then(null, failed);
  }

  finally(last?: (() => void) | null): Promise<T> {
    return this.then().finally(last);
  }
}

function responseOf(meta: string): ResponseInfo {
  const { status, headers, requestId, attempts } = JSON.parse(meta) as ResponseInfo;
  return { status, headers, requestId, attempts };
}

/** One page of a list. */
export interface Page<Row> {
  readonly rows: Row[];
  /** How many rows there are in all, if the server says so. */
  readonly total: number | null;
  /** For the option `after` of the next call, with the same parameters. Null at the end. */
  readonly next: string | null;
}

/** Runs a list's call for the page behind a cursor. */
export type RunPage<Row> = (after: string | null, meta: boolean) => Promise<{ value: Page<Row>; meta: string }>;

/** A list: await it for one page, iterate it for all rows. Nothing is sent before. */
export class List<Row> implements PromiseLike<Page<Row>>, AsyncIterable<Row> {
  readonly #run: RunPage<Row>;

  /** @internal */
  constructor(run: RunPage<Row>) {
    this.#run = run;
  }

  then<A = Page<Row>, B = never>(
    done?: ((page: Page<Row>) => A | PromiseLike<A>) | null,
    failed?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#run(null, false)
      .then(({ value }) => value)
      .then(done, failed);
  }

  catch<B = never>(failed?: ((error: unknown) => B | PromiseLike<B>) | null): Promise<Page<Row> | B> {
    return this.then(null, failed);
  }

  finally(last?: (() => void) | null): Promise<Page<Row>> {
    return this.then().finally(last);
  }

  /** The page, with status, headers and attempts. */
  async withResponse(): Promise<WithResponse<Page<Row>>> {
    const { value, meta } = await this.#run(null, true);
    return { value, response: responseOf(meta) };
  }

  /** Page after page, each read when it is asked for. */
  async *pages(): AsyncGenerator<Page<Row>, void, undefined> {
    let after: string | null = null;
    do {
      const { value }: { value: Page<Row> } = await this.#run(after, false);
      yield value;
      after = value.next;
    } while (after !== null);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Row, void, undefined> {
    for await (const page of this.pages()) yield* page.rows;
  }

  /** All rows. */
  async all(): Promise<Row[]> {
    const rows: Row[] = [];
    for await (const page of this.pages()) {
      // Not by spreading: a server without pages gives more rows than a call takes arguments.
      for (const row of page.rows) rows.push(row);
    }
    return rows;
  }
}
