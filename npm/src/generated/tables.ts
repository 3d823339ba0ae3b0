// Written by `cargo xtask generate` from the core's schema. Do not edit.
/* eslint-disable */

/** The reply headers that the core reads; no other needs to be handed to it. */
export const replyHeaders = ["content-type", "date", "retry-after", "x-request-id", "request-id", "x-trace-id", "cf-ray"] as const;

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
