// One schema of a page of cards for each validator, made by the library that is handed in. They check, and convert nothing.

export function zodCards(z) {
  const card = z.object({
    id: z.string(),
    create_time: z.int(),
    update_time: z.int().nullable(),
    code: z.string(),
    user_id: z.string(),
    api_limit: z.int().nullable(),
    type: z.string(),
    user_phone: z.int(),
    user_name: z.string(),
  });
  return z.object({ success: z.literal(true), message: z.string(), data: z.array(card), totalNumber: z.int() });
}

export function valibotCards(v) {
  const whole = v.pipe(v.number(), v.safeInteger());
  const card = v.object({
    id: v.string(),
    create_time: whole,
    update_time: v.nullable(whole),
    code: v.string(),
    user_id: v.string(),
    api_limit: v.nullable(whole),
    type: v.string(),
    user_phone: whole,
    user_name: v.string(),
  });
  return v.object({ success: v.literal(true), message: v.string(), data: v.array(card), totalNumber: whole });
}

export function typeboxCards(Type) {
  const nullable = Type.Union([Type.Integer(), Type.Null()]);
  const card = Type.Object({
    id: Type.String(),
    create_time: Type.Integer(),
    update_time: nullable,
    code: Type.String(),
    user_id: Type.String(),
    api_limit: nullable,
    type: Type.String(),
    user_phone: Type.Integer(),
    user_name: Type.String(),
  });
  return Type.Object({
    success: Type.Literal(true),
    message: Type.String(),
    data: Type.Array(card),
    totalNumber: Type.Integer(),
  });
}
