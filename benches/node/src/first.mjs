// One cold start: `node first.mjs NAME` prints how many milliseconds pass from the import to the first rows.
import { typeboxCards, valibotCards, zodCards } from "./schemas.mjs";
import { API_KEY, cards, parse } from "./workload.mjs";

const body = cards(1);

const contestants = {
  async bursar() {
    const { EspAi } = await import("bursar");
    const call = new EspAi({ apiKey: API_KEY }).begin("espai.cards.list");
    return call.received({ status: 200, headers: {}, body }, Math.floor(performance.now())).rows;
  },
  async "zod 4"() {
    const { z } = await import("zod");
    return zodCards(z).parse(parse(body)).data;
  },
  async valibot() {
    const v = await import("valibot");
    return v.parse(valibotCards(v), parse(body)).data;
  },
  async typebox() {
    const { Type } = await import("@sinclair/typebox");
    const { TypeCompiler } = await import("@sinclair/typebox/compiler");
    const reply = parse(body);
    return TypeCompiler.Compile(typeboxCards(Type)).Check(reply) ? reply.data : [];
  },
};

const began = performance.now();
const rows = await contestants[process.argv[2]]();
const ms = performance.now() - began;
if (rows.length !== 1) throw new Error("there is one card");
process.stdout.write(String(ms));
