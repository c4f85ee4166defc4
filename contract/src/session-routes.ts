import { json, noContent } from "./route-shape.ts";
import type { Route } from "./route-shape.ts";
import { chooseSignInSchema, sessionSchema, signInBodySchema } from "./sessions.ts";
import { verdictListSchema } from "./verdicts.ts";

/** What needs no key: signing in, which gives a cookie that stands for one, and what is the same for everybody. */
export const sessionRoutes = {
  createSession: {
    key: "none",
    changes: true,
    method: "POST",
    path: "/session",
    summary: "Signs in: sets a cookie that stands for the key for 12 hours.",
    body: signInBodySchema,
    chooseBody: chooseSignInSchema,
    answers: { 200: json(sessionSchema) },
  },
  getSession: {
    key: "none",
    changes: false,
    method: "GET",
    path: "/session",
    summary: "Shows who is signed in by the cookie.",
    answers: { 200: json(sessionSchema) },
  },
  deleteSession: {
    key: "none",
    changes: true,
    method: "DELETE",
    path: "/session",
    summary: "Signs out: the cookie is worth nothing from then on, on every node.",
    answers: { 204: noContent },
  },
  listVerdicts: {
    key: "none",
    changes: false,
    method: "GET",
    path: "/verdicts",
    summary: "What each error code and status of an attempt means in plain words, and how to mend it.",
    answers: { 200: json(verdictListSchema) },
  },
} as const satisfies Record<string, Route>;
