import { expect, it } from "vitest";
import { environmentOfVite } from "./build-dashboard.ts";

it("gives Vite what it needs to run, and none of the secrets of the server", () => {
  const given = { PATH: "/bin", HOME: "/root", NODE_ENV: "test", NODE_OPTIONS: "--inspect", VITE_KEY: "k" };
  const secrets = { OVERTEN_SECRET_KEY: "s", OVERTEN_OPERATOR_KEY: "o", DATABASE_URL: "postgres://u:p@h/d" };
  expect(environmentOfVite({ ...given, ...secrets })).toEqual({ PATH: "/bin", HOME: "/root", NODE_ENV: "production" });
});
