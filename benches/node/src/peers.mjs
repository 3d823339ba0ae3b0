// The validators that people use.
import { Type } from "@sinclair/typebox";
import { TypeCompiler } from "@sinclair/typebox/compiler";
import * as v from "valibot";
import { z } from "zod";

import { typeboxCards, valibotCards, zodCards } from "./schemas.mjs";

const zod = zodCards(z);
const valibot = valibotCards(v);
const typebox = TypeCompiler.Compile(typeboxCards(Type));

/** Each takes what `JSON.parse` gave, and gives the reply or throws. */
export const peers = {
  "zod 4": (reply) => zod.parse(reply),
  valibot: (reply) => v.parse(valibot, reply),
  typebox: (reply) => {
    if (!typebox.Check(reply)) throw new TypeError("not a page of cards");
    return reply;
  },
};
