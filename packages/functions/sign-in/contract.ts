/** Signing in, one line an operation. */
import type * as z from "zod";
import * as schema from "./schema.ts";

export const PREFIX = "/api/sign-in";

export const operations = {
  password: {
    path: "",
    summary: "User name and password; answers with what comes next",
    body: schema.passwordRequest,
    answer: schema.step,
  },
  code: {
    path: "/code",
    summary: "The code of the second factor",
    body: schema.codeRequest,
    answer: schema.step,
  },
  newPassword: {
    path: "/new-password",
    summary: "A password of one's own, at the first sign-in",
    body: schema.newPasswordRequest,
    answer: schema.step,
  },
  setUp: {
    path: "/set-up",
    summary: "A secret for the authenticator app, at the first sign-in",
    body: schema.setUpRequest,
    answer: schema.setUp,
  },
  setUpCode: {
    path: "/set-up/code",
    summary: "The first code of the authenticator app",
    body: schema.codeRequest,
    answer: schema.step,
  },
  refresh: {
    path: "/refresh",
    summary: "One more access token; the refresh token goes in the Authorization header",
    body: schema.refreshRequest,
    answer: schema.step,
  },
  out: {
    path: "/out",
    summary: "Ends the sessions of this user everywhere; the access token goes in the Authorization header",
    body: schema.refreshRequest,
    answer: schema.refreshRequest,
  },
} as const satisfies Record<string, { path: string; summary: string; body: z.ZodType; answer: z.ZodType }>;

export type OperationName = keyof typeof operations;
