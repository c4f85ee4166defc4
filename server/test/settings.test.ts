import { describe, expect, it } from "vitest";
import { parseAllowTargets } from "../src/domain/target-allow.ts";
import { readSettings, type Settings } from "../src/main/settings.ts";

function settingsOf(environment: Record<string, string>, files: Record<string, string> = {}): Settings {
  const read = readSettings(environment, (path) => fileOf(files, path));
  if (!read.ok) throw new Error(read.problems.join("\n"));
  return read.settings;
}

function problemsOf(environment: Record<string, string>, files: Record<string, string> = {}): string[] {
  const read = readSettings(environment, (path) => fileOf(files, path));
  return read.ok ? [] : read.problems;
}

function fileOf(files: Record<string, string>, path: string): string {
  const text = files[path];
  if (text === undefined) throw Object.assign(new Error("no such file"), { code: "ENOENT" });
  return text;
}

const withDatabase = {
  DATABASE_URL: "postgres://user:password@db/overten",
  OVERTEN_SECRET_KEY: "s".repeat(32),
  OVERTEN_OPERATOR_KEY: `op_live_${"o".repeat(28)}`,
};

function warningsOf(environment: Record<string, string>): string[] {
  const read = readSettings(environment);
  if (!read.ok) throw new Error(read.problems.join("\n"));
  return read.warnings;
}

describe("warnings", () => {
  it.each([
    ["OVERTEN_RETRY_SCHEDUL", "OVERTEN_RETRY_SCHEDULE"],
    ["OVERTEN_RETRY_SCHEDULES_FILE", "OVERTEN_RETRY_SCHEDULE"],
    ["OVERTEN_PORT", "PORT"],
    ["OVERTEN_DATABASE_URL", "DATABASE_URL"],
    ["OVERTEN_OPERATORKEY", "OVERTEN_OPERATOR_KEY"],
  ])("name %s, and %s as what was likely meant", (name, meant) => {
    expect(warningsOf({ [name]: "1" })).toEqual([`${name} is not a setting and is ignored; did you mean ${meant}?`]);
  });

  it("name nothing where nothing is near", () => {
    for (const name of ["OVERTEN_TYPO", "OVERTEN_MAX", "OVERTEN_SOMETHING_ELSE"]) {
      expect(warningsOf({ [name]: "1" })).toEqual([
        `${name} is not a setting and is ignored; docs/settings.md lists them all.`,
      ]);
    }
  });

  it("leave alone what is known, empty, or not a server's", () => {
    const others = {
      OVERTEN_TEST_POSTGRES: "17",
      OVERTEN_CI_SHARD: "1",
      OVERTEN_WEBHOOK_SECRET: "whsec_a",
      OVERTEN_EMPTY: "",
      PORTS: "1",
    };
    expect(warningsOf({ ...others, OVERTEN_RETRY_SCHEDULE: "1", OVERTEN_INBOX: "on" })).toEqual([]);
  });

  it("say in production what links begin with while PUBLIC_URL is not set", () => {
    expect(warningsOf(withDatabase)).toEqual([expect.stringMatching(/^PUBLIC_URL .+ http:\/\/127\.0\.0\.1:8080,/)]);
    expect(warningsOf({ ...withDatabase, PUBLIC_URL: "https://hooks.example.com" })).toEqual([]);
    expect(warningsOf({ ...withDatabase, OVERTEN_ENV: "development" })).toEqual([]);
  });
});

describe("settings", () => {
  it("are development's without any", () => {
    expect(settingsOf({})).toMatchObject({
      environment: "development",
      host: "127.0.0.1",
      port: 8080,
      publicUrl: "http://127.0.0.1:8080",
      databaseUrl: null,
      dataDir: "./data",
      secretKeys: [],
      operatorKey: null,
      bootstrapApiKey: null,
      retrySchedule: [1, 4, 16, 64, 256, 1024, 4096],
      formats: ["excel"],
      buckets: null,
      maxSubscriptions: 100,
      concurrency: 1024,
      destinationConcurrency: 64,
      databaseConnections: 20,
      rateLimit: null,
      inbox: true,
      attemptTimeoutMs: 15_000,
      logRetentionDays: 30,
      syncCeilingMs: 300_000,
    });
    expect([...settingsOf({}).roles]).toEqual(["api", "deliver", "agents"]);
    expect(settingsOf({}).allowTargets.hostNames.has("localhost")).toBe(true);
  });

  it("are production's with a database", () => {
    const settings = settingsOf(withDatabase);
    expect(settings).toMatchObject({ environment: "production", host: "0.0.0.0", inbox: false });
    expect(settings.allowTargets).toEqual({ ranges: [], hostNames: new Set() });
  });

  it("may be production's with the embedded database, and development's without it", () => {
    expect(settingsOf({ OVERTEN_ENV: "production" })).toMatchObject({ databaseUrl: null, inbox: false });
    expect(settingsOf({ ...withDatabase, OVERTEN_ENV: "development" })).toMatchObject({
      inbox: true,
      host: "127.0.0.1",
    });
  });

  it("take every name", () => {
    const settings = settingsOf({
      ...withDatabase,
      OVERTEN_ENV: "production",
      PORT: "80",
      HOST: "::",
      PUBLIC_URL: "https://hooks.example.com/",
      OVERTEN_DATA_DIR: "/srv/overten",
      OVERTEN_SECRET_KEY: `${"a".repeat(32)}, ${"b".repeat(32)}`,
      OVERTEN_BOOTSTRAP_API_KEY: `sk_live_${"k".repeat(28)}`,
      OVERTEN_ROLES: "deliver, api",
      OVERTEN_ALLOW_TARGETS: "10.0.0.0/8,receiver.internal",
      OVERTEN_RETRY_SCHEDULE: "0.5,2",
      OVERTEN_FORMATS: "excel,word",
      OVERTEN_BUCKETS: "4",
      OVERTEN_MAX_SUBSCRIPTIONS: "7",
      OVERTEN_CONCURRENCY: "8",
      OVERTEN_DESTINATION_CONCURRENCY: "9",
      OVERTEN_DATABASE_CONNECTIONS: "10",
      OVERTEN_RATE_LIMIT: "11",
      OVERTEN_INBOX: "on",
      OVERTEN_ATTEMPT_TIMEOUT_MS: "1000",
      OVERTEN_LOG_RETENTION_DAYS: "12",
      OVERTEN_SYNC_CEILING_MS: "1300",
    });
    const allowed = parseAllowTargets("10.0.0.0/8,receiver.internal");
    expect(settings).toEqual({
      environment: "production",
      port: 80,
      host: "::",
      publicUrl: "https://hooks.example.com",
      databaseUrl: withDatabase.DATABASE_URL,
      dataDir: "/srv/overten",
      secretKeys: ["a".repeat(32), "b".repeat(32)],
      operatorKey: withDatabase.OVERTEN_OPERATOR_KEY,
      bootstrapApiKey: `sk_live_${"k".repeat(28)}`,
      roles: new Set(["deliver", "api"]),
      allowTargets: allowed.ok ? allowed.allow : null,
      retrySchedule: [0.5, 2],
      formats: ["excel", "word"],
      buckets: 4,
      maxSubscriptions: 7,
      concurrency: 8,
      destinationConcurrency: 9,
      databaseConnections: 10,
      rateLimit: 11,
      inbox: true,
      attemptTimeoutMs: 1000,
      logRetentionDays: 12,
      syncCeilingMs: 1300,
    });
  });

  it.each<[string, string]>([
    ["OVERTEN_ENV", "staging"],
    ["PORT", "eighty"],
    ["PORT", "65536"],
    ["PORT", "-1"],
    ["HOST", "two words"],
    ["PUBLIC_URL", "hooks.example.com"],
    ["PUBLIC_URL", "https://hooks.example.com/?a=b"],
    ["DATABASE_URL", "mysql://db/overten"],
    ["OVERTEN_SECRET_KEY", "short"],
    ["OVERTEN_SECRET_KEY", ["a", "b", "c"].map((letter) => letter.repeat(32)).join(",")],
    ["OVERTEN_OPERATOR_KEY", "op_live_short"],
    ["OVERTEN_BOOTSTRAP_API_KEY", "sk_test_short"],
    ["OVERTEN_ROLES", "api,cook"],
    ["OVERTEN_ALLOW_TARGETS", "https://receiver.internal"],
    ["OVERTEN_RETRY_SCHEDULE", "1,two"],
    ["OVERTEN_RETRY_SCHEDULE", "86400,1"],
    ["OVERTEN_FORMATS", "Excel!"],
    ["OVERTEN_BUCKETS", "0"],
    ["OVERTEN_MAX_SUBSCRIPTIONS", "1e3"],
    ["OVERTEN_CONCURRENCY", "0"],
    ["OVERTEN_DESTINATION_CONCURRENCY", "0.5"],
    ["OVERTEN_DATABASE_CONNECTIONS", "3"],
    ["OVERTEN_RATE_LIMIT", "none"],
    ["OVERTEN_INBOX", "perhaps"],
    ["OVERTEN_ATTEMPT_TIMEOUT_MS", "5"],
    ["OVERTEN_LOG_RETENTION_DAYS", "0"],
    ["OVERTEN_SYNC_CEILING_MS", "99999999"],
  ])("say what is wrong with %s=%s", (name, value) => {
    const problems = problemsOf({ ...withDatabase, [name]: value });
    expect(problems.length).toBeGreaterThanOrEqual(1);
    expect(problems.every((problem) => problem.startsWith(`${name} `) && /[^.]\.$/.test(problem))).toBe(true);
  });

  it("are reported together, and say no secret", () => {
    const problems = problemsOf({
      PORT: "x",
      OVERTEN_BUCKETS: "0",
      OVERTEN_SECRET_KEY: "hush",
      OVERTEN_OPERATOR_KEY: "hush",
      OVERTEN_BOOTSTRAP_API_KEY: "hush",
      OVERTEN_ROLES: "cook",
    });
    expect(new Set(problems.map((problem) => problem.split(" ")[0]))).toEqual(
      new Set([
        "OVERTEN_BOOTSTRAP_API_KEY",
        "OVERTEN_BUCKETS",
        "OVERTEN_OPERATOR_KEY",
        "OVERTEN_ROLES",
        "OVERTEN_SECRET_KEY",
        "PORT",
      ]),
    );
    expect(problems).toHaveLength(6);
    expect(problems.join(" ")).not.toContain("hush");
    expect(problemsOf({ DATABASE_URL: "mysql://user:hush@db/x" }).join(" ")).not.toContain("hush");
  });

  it("ask for both keys with a database of one's own", () => {
    const problems = problemsOf({ DATABASE_URL: withDatabase.DATABASE_URL });
    expect(problems.map((problem) => problem.split(" ")[0])).toEqual(["OVERTEN_SECRET_KEY", "OVERTEN_OPERATOR_KEY"]);
  });

  it("count an empty value as not set", () => {
    expect(settingsOf({ PORT: "", OVERTEN_RATE_LIMIT: "", DATABASE_URL: "" })).toMatchObject({
      port: 8080,
      rateLimit: null,
    });
  });
});

describe("settings from files", () => {
  const files = {
    "/run/secrets/port": "9000\n",
    "/run/secrets/url": `${withDatabase.DATABASE_URL}\n`,
    "/run/secrets/secret": `${withDatabase.OVERTEN_SECRET_KEY}\n`,
    "/run/secrets/operator": withDatabase.OVERTEN_OPERATOR_KEY,
    "/run/secrets/limit": "5\n",
  };

  it("are read without the line's end", () => {
    const settings = settingsOf(
      {
        PORT_FILE: "/run/secrets/port",
        DATABASE_URL_FILE: "/run/secrets/url",
        OVERTEN_SECRET_KEY_FILE: "/run/secrets/secret",
        OVERTEN_OPERATOR_KEY_FILE: "/run/secrets/operator",
        OVERTEN_RATE_LIMIT_FILE: "/run/secrets/limit",
      },
      files,
    );
    expect(settings).toMatchObject({
      port: 9000,
      databaseUrl: withDatabase.DATABASE_URL,
      secretKeys: [withDatabase.OVERTEN_SECRET_KEY],
      operatorKey: withDatabase.OVERTEN_OPERATOR_KEY,
      rateLimit: 5,
    });
  });

  it("are wrong once when both forms are set or the file cannot be read", () => {
    expect(problemsOf({ PORT: "1", PORT_FILE: "/run/secrets/port" }, files)).toEqual([
      "PORT is set, and so is PORT_FILE; set one of them.",
    ]);
    expect(problemsOf({ OVERTEN_RATE_LIMIT_FILE: "/nowhere" }, files)).toEqual([
      "OVERTEN_RATE_LIMIT_FILE names /nowhere, which cannot be read (ENOENT).",
    ]);
    expect(problemsOf({ OVERTEN_RATE_LIMIT: "1", OVERTEN_RATE_LIMIT_FILE: "/run/secrets/limit" }, files)).toHaveLength(
      1,
    );
    expect(problemsOf({ PORT_FILE: "/run/secrets/url" }, files)).toEqual([
      "PORT as /run/secrets/url has it must be a whole number from 0 to 65535.",
    ]);
  });
});
