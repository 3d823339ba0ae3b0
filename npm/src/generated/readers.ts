// Written by `cargo xtask generate` from the core's schema. Do not edit.
/* eslint-disable */
import { type Packed, millis, nullable, truth } from "../packed.js";
import { Secret } from "../secret.js";
import type * as types from "./types.js";
import type { FailureRecord } from "./errors.js";

export function readBalance(page: Packed): types.Balance[] {
  const { f64, u32, rows } = page;
  const out: types.Balance[] = new Array(rows);
  let p = page.numbers;
  let q = page.lengths;
  for (let i = 0; i < rows; ) {
    const end = page.piece(i);
    for (; i < end; i++) {
      out[i] = {
        balance: f64[p]!,
      };
      p += 1;
      q += 0;
    }
  }
  return out;
}

export function readBalanceLog(page: Packed): types.BalanceLog[] {
  const { f64, u32, rows } = page;
  const out: types.BalanceLog[] = new Array(rows);
  let p = page.numbers;
  let q = page.lengths;
  for (let i = 0; i < rows; ) {
    const end = page.piece(i);
    for (; i < end; i++) {
      out[i] = {
        id: page.text(u32[q]!),
        createTime: millis(f64[p]!),
        type: page.text(u32[q + 1]!),
        userId: page.text(u32[q + 2]!),
        cdkeyId: page.text(u32[q + 3]!),
        apiLimit: nullable(f64[p + 1]!),
        userName: page.text(u32[q + 4]!),
        userEmail: page.text(u32[q + 5]!),
        userPhone: page.text(u32[q + 6]!),
      };
      p += 2;
      q += 7;
    }
  }
  return out;
}

export function readCard(page: Packed): types.Card[] {
  const { f64, u32, rows } = page;
  const out: types.Card[] = new Array(rows);
  let p = page.numbers;
  let q = page.lengths;
  for (let i = 0; i < rows; ) {
    const end = page.piece(i);
    for (; i < end; i++) {
      out[i] = {
        id: page.text(u32[q]!),
        createTime: millis(f64[p]!),
        updateTime: nullable(millis(f64[p + 1]!)),
        code: page.text(u32[q + 1]!),
        userId: page.text(u32[q + 2]!),
        apiLimit: nullable(f64[p + 2]!),
        type: page.text(u32[q + 3]!),
        userPhone: page.text(u32[q + 4]!),
        userName: page.text(u32[q + 5]!),
      };
      p += 3;
      q += 6;
    }
  }
  return out;
}

export function readCost(page: Packed): types.Cost[] {
  const { f64, u32, rows } = page;
  const out: types.Cost[] = new Array(rows);
  let p = page.numbers;
  let q = page.lengths;
  for (let i = 0; i < rows; ) {
    const end = page.piece(i);
    for (; i < end; i++) {
      out[i] = {
        id: page.text(u32[q]!),
        costUsage: f64[p]!,
        consumeTime: f64[p + 1]!,
        consumeName: page.text(u32[q + 1]!),
      };
      p += 2;
      q += 2;
    }
  }
  return out;
}

export function readCostTotal(page: Packed): types.CostTotal[] {
  const { f64, u32, rows } = page;
  const out: types.CostTotal[] = new Array(rows);
  let p = page.numbers;
  let q = page.lengths;
  for (let i = 0; i < rows; ) {
    const end = page.piece(i);
    for (; i < end; i++) {
      out[i] = {
        usage: f64[p]!,
      };
      p += 1;
      q += 0;
    }
  }
  return out;
}

export function readCreatedUser(page: Packed): types.CreatedUser[] {
  const { f64, u32, rows } = page;
  const out: types.CreatedUser[] = new Array(rows);
  let p = page.numbers;
  let q = page.lengths;
  for (let i = 0; i < rows; ) {
    const end = page.piece(i);
    for (; i < end; i++) {
      out[i] = {
        userId: page.text(u32[q]!),
        token: new Secret(page.text(u32[q + 1]!)),
      };
      p += 0;
      q += 2;
    }
  }
  return out;
}

export function readCredit(page: Packed): types.Credit[] {
  const { f64, u32, rows } = page;
  const out: types.Credit[] = new Array(rows);
  let p = page.numbers;
  let q = page.lengths;
  for (let i = 0; i < rows; ) {
    const end = page.piece(i);
    for (; i < end; i++) {
      out[i] = {
        credit: page.text(u32[q]!),
      };
      p += 0;
      q += 1;
    }
  }
  return out;
}

export function readCredits(page: Packed): types.Credits[] {
  const { f64, u32, rows } = page;
  const out: types.Credits[] = new Array(rows);
  let p = page.numbers;
  let q = page.lengths;
  for (let i = 0; i < rows; ) {
    const end = page.piece(i);
    for (; i < end; i++) {
      out[i] = {
        platform: page.text(u32[q]!),
        remaining: page.textOrNull(u32[q + 1]!),
        spent: page.textOrNull(u32[q + 2]!),
        unlimited: f64[p]! === 1,
        unit: page.text(u32[q + 3]!),
        basis: page.text(u32[q + 4]!),
      };
      p += 1;
      q += 5;
    }
  }
  return out;
}

export function readFailure(page: Packed): FailureRecord[] {
  const { f64, u32, rows } = page;
  const out: FailureRecord[] = new Array(rows);
  let p = page.numbers;
  let q = page.lengths;
  for (let i = 0; i < rows; ) {
    const end = page.piece(i);
    for (; i < end; i++) {
      out[i] = {
        kind: page.text(u32[q]!),
        platform: page.textOrNull(u32[q + 1]!),
        operation: page.text(u32[q + 2]!),
        status: nullable(f64[p]!),
        code: page.textOrNull(u32[q + 3]!),
        detail: page.text(u32[q + 4]!),
        hint: page.text(u32[q + 5]!),
        retryable: f64[p + 1]! === 1,
        requestId: page.textOrNull(u32[q + 6]!),
        retryAfterMs: nullable(f64[p + 2]!),
        attempts: f64[p + 3]!,
        path: page.textOrNull(u32[q + 7]!),
        readings: page.textOrNull(u32[q + 8]!),
        body: page.textOrNull(u32[q + 9]!),
      };
      p += 4;
      q += 10;
    }
  }
  return out;
}

export function readKey(page: Packed): types.Key[] {
  const { f64, u32, rows } = page;
  const out: types.Key[] = new Array(rows);
  let p = page.numbers;
  let q = page.lengths;
  for (let i = 0; i < rows; ) {
    const end = page.piece(i);
    for (; i < end; i++) {
      out[i] = {
        id: f64[p]!,
        name: page.text(u32[q]!),
        key: page.secretOrNull(u32[q + 1]!),
        apiType: page.textOrNull(u32[q + 2]!),
        endpoint: page.textOrNull(u32[q + 3]!),
        resourceName: page.textOrNull(u32[q + 4]!),
        deploymentName: page.textOrNull(u32[q + 5]!),
        apiSecret: page.secretOrNull(u32[q + 6]!),
        createdAt: nullable(millis(f64[p + 1]!)),
        updatedAt: nullable(millis(f64[p + 2]!)),
      };
      p += 3;
      q += 7;
    }
  }
  return out;
}

export function readOrder(page: Packed): types.Order[] {
  const { f64, u32, rows } = page;
  const out: types.Order[] = new Array(rows);
  let p = page.numbers;
  let q = page.lengths;
  for (let i = 0; i < rows; ) {
    const end = page.piece(i);
    for (; i < end; i++) {
      out[i] = {
        paymentUrl: new Secret(page.text(u32[q]!)),
      };
      p += 0;
      q += 1;
    }
  }
  return out;
}

export function readPreparedTransfer(page: Packed): types.PreparedTransfer[] {
  const { f64, u32, rows } = page;
  const out: types.PreparedTransfer[] = new Array(rows);
  let p = page.numbers;
  let q = page.lengths;
  for (let i = 0; i < rows; ) {
    const end = page.piece(i);
    for (; i < end; i++) {
      out[i] = {
        receipt: page.text(u32[q]!),
        amount: f64[p]!,
        sourceId: page.text(u32[q + 1]!),
        targetId: page.text(u32[q + 2]!),
        sourceBefore: nullable(f64[p + 1]!),
        targetBefore: nullable(f64[p + 2]!),
      };
      p += 3;
      q += 3;
    }
  }
  return out;
}

export function readRawReply(page: Packed): types.RawReply[] {
  const { f64, u32, rows } = page;
  const out: types.RawReply[] = new Array(rows);
  let p = page.numbers;
  let q = page.lengths;
  for (let i = 0; i < rows; ) {
    const end = page.piece(i);
    for (; i < end; i++) {
      out[i] = {
        status: f64[p]!,
        headers: page.text(u32[q]!),
        body: new Secret(page.text(u32[q + 1]!)),
      };
      p += 1;
      q += 2;
    }
  }
  return out;
}

export function readToken(page: Packed): types.Token[] {
  const { f64, u32, rows } = page;
  const out: types.Token[] = new Array(rows);
  let p = page.numbers;
  let q = page.lengths;
  for (let i = 0; i < rows; ) {
    const end = page.piece(i);
    for (; i < end; i++) {
      out[i] = {
        token: new Secret(page.text(u32[q]!)),
      };
      p += 0;
      q += 1;
    }
  }
  return out;
}

export function readTransferred(page: Packed): types.Transferred[] {
  const { f64, u32, rows } = page;
  const out: types.Transferred[] = new Array(rows);
  let p = page.numbers;
  let q = page.lengths;
  for (let i = 0; i < rows; ) {
    const end = page.piece(i);
    for (; i < end; i++) {
      out[i] = {
        knownBy: page.text(u32[q]!),
        amount: f64[p]!,
        sourceId: page.textOrNull(u32[q + 1]!),
        targetId: page.textOrNull(u32[q + 2]!),
        sourceBefore: nullable(f64[p + 1]!),
        targetBefore: nullable(f64[p + 2]!),
        sourceAfter: nullable(f64[p + 3]!),
        targetAfter: nullable(f64[p + 4]!),
      };
      p += 5;
      q += 3;
    }
  }
  return out;
}

export function readUsage(page: Packed): types.Usage[] {
  const { f64, u32, rows } = page;
  const out: types.Usage[] = new Array(rows);
  let p = page.numbers;
  let q = page.lengths;
  for (let i = 0; i < rows; ) {
    const end = page.piece(i);
    for (; i < end; i++) {
      out[i] = {
        userId: f64[p]!,
        totalUnit: f64[p + 1]!,
        cost: page.text(u32[q]!),
      };
      p += 2;
      q += 1;
    }
  }
  return out;
}

export function readUser(page: Packed): types.User[] {
  const { f64, u32, rows } = page;
  const out: types.User[] = new Array(rows);
  let p = page.numbers;
  let q = page.lengths;
  for (let i = 0; i < rows; ) {
    const end = page.piece(i);
    for (; i < end; i++) {
      out[i] = {
        id: f64[p]!,
        name: page.text(u32[q]!),
        token: new Secret(page.text(u32[q + 1]!)),
        createdAt: nullable(millis(f64[p + 1]!)),
        updatedAt: nullable(millis(f64[p + 2]!)),
        isDelete: truth(f64[p + 3]!),
      };
      p += 4;
      q += 2;
    }
  }
  return out;
}

export function readUserToken(page: Packed): types.UserToken[] {
  const { f64, u32, rows } = page;
  const out: types.UserToken[] = new Array(rows);
  let p = page.numbers;
  let q = page.lengths;
  for (let i = 0; i < rows; ) {
    const end = page.piece(i);
    for (; i < end; i++) {
      out[i] = {
        token: new Secret(page.text(u32[q]!)),
      };
      p += 0;
      q += 1;
    }
  }
  return out;
}

export function readWebhookEvent(page: Packed): types.WebhookEvent[] {
  const { f64, u32, rows } = page;
  const out: types.WebhookEvent[] = new Array(rows);
  let p = page.numbers;
  let q = page.lengths;
  for (let i = 0; i < rows; ) {
    const end = page.piece(i);
    for (; i < end; i++) {
      out[i] = {
        id: page.text(u32[q]!),
        status: page.text(u32[q + 1]!),
        type: page.textOrNull(u32[q + 2]!),
        url: page.textOrNull(u32[q + 3]!),
        timestamp: millis(f64[p]!),
      };
      p += 1;
      q += 4;
    }
  }
  return out;
}
