// Written by `cargo xtask generate` from the core's schema. Do not edit.
/* eslint-disable */

/** The reply headers that the core reads; no other needs to be handed to it. */
export const replyHeaders = ["content-type", "date", "retry-after", "x-request-id", "request-id", "x-trace-id", "cf-ray"] as const;

/** What an option is called in the core, whether it is a number, and what takes it. */
export interface OptionTable {
  readonly core: string;
  readonly isNumber: boolean;
  readonly ofClients: boolean;
  readonly ofCalls: boolean;
}

/** By the names that options have here. */
export const options: Readonly<Record<string, OptionTable>> = {
  timeout: { core: "timeoutMs", isNumber: true, ofClients: true, ofCalls: true },
  connectTimeout: { core: "connectTimeoutMs", isNumber: true, ofClients: true, ofCalls: true },
  deadline: { core: "deadlineMs", isNumber: true, ofClients: true, ofCalls: true },
  maxRetries: { core: "maxRetries", isNumber: true, ofClients: true, ofCalls: true },
  verify: { core: "verify", isNumber: false, ofClients: true, ofCalls: true },
  headers: { core: "headers", isNumber: false, ofClients: true, ofCalls: true },
  baseUrl: { core: "baseUrl", isNumber: false, ofClients: true, ofCalls: true },
  dialect: { core: "dialect", isNumber: false, ofClients: true, ofCalls: false },
  path: { core: "path", isNumber: false, ofClients: false, ofCalls: true },
  query: { core: "query", isNumber: false, ofClients: false, ofCalls: true },
  body: { core: "body", isNumber: false, ofClients: false, ofCalls: true },
  after: { core: "after", isNumber: false, ofClients: false, ofCalls: true },
};

/** What a platform's client needs to know before it is opened. */
export interface PlatformTable {
  readonly id: string;
  readonly title: string;
  /** By credential: the environment variable that it is read from. */
  readonly environment: Readonly<Record<string, string>>;
}

export const lbai: PlatformTable = {
  id: "lbai",
  title: "Little Beauty AI",
  environment: { token: "BURSAR_LBAI_TOKEN" },
};

export const opencatd: PlatformTable = {
  id: "opencatd",
  title: "opencatd",
  environment: { token: "BURSAR_OPENCATD_TOKEN" },
};

export const akool: PlatformTable = {
  id: "akool",
  title: "AKOOL",
  environment: { apiKey: "BURSAR_AKOOL_API_KEY", clientId: "BURSAR_AKOOL_CLIENT_ID", clientSecret: "BURSAR_AKOOL_CLIENT_SECRET" },
};

export const espai: PlatformTable = {
  id: "espai",
  title: "ESP-AI",
  environment: { apiKey: "BURSAR_ESPAI_API_KEY" },
};
