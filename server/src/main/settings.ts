import { readFileSync } from "node:fs";
import { type AllowTargets, loopbackTargets, parseAllowTargets, publicTargets } from "../domain/target-allow.ts";
import { defaultRetrySchedule, parseRetrySchedule, type RetrySchedule } from "../domain/retry-schedule.ts";
import { createSettingsReader, type SettingsReader } from "./settings-reader.ts";
import { warnOfUnknownSettings } from "./unknown-settings.ts";

export type Role = "api" | "deliver" | "agents";
const allRoles: readonly Role[] = ["api", "deliver", "agents"];

/** Everything that can be set (contract §11), checked. */
export interface Settings {
  environment: "development" | "production";
  host: string;
  port: number;
  publicUrl: string;
  /** Null: the embedded PostgreSQL in `dataDir`. */
  databaseUrl: string | null;
  dataDir: string;
  /** Current first; empty when the one in the data folder is to be used. */
  secretKeys: readonly string[];
  /** Null when the one in the data folder is to be used. */
  operatorKey: string | null;
  bootstrapApiKey: string | null;
  roles: ReadonlySet<Role>;
  allowTargets: AllowTargets;
  retrySchedule: RetrySchedule;
  formats: readonly string[];
  /** Null: as many as the database has, one in a new one. */
  buckets: number | null;
  maxSubscriptions: number;
  concurrency: number;
  destinationConcurrency: number;
  databaseConnections: number;
  /** Requests a second for one customer's key; null for no limit. */
  rateLimit: number | null;
  inbox: boolean;
  attemptTimeoutMs: number;
  logRetentionDays: number;
  syncCeilingMs: number;
}

/** Those of a node that runs: its database has said how many buckets there are. */
export type NodeSettings = Settings & { buckets: number };

/** `warnings` are for whoever starts a server: nothing is refused for them. */
export type ReadSettings = { ok: true; settings: Settings; warnings: string[] } | { ok: false; problems: string[] };

/** Reads settings from an environment, each also as `NAME_FILE`; all that are wrong are reported together. */
export function readSettings(
  environment: Readonly<Record<string, string | undefined>>,
  readFile = readTextFile,
): ReadSettings {
  const read = createSettingsReader(environment, readFile);
  const databaseUrl = read.text(
    "DATABASE_URL",
    null,
    /^postgres(ql)?:\/\/./,
    "must be a URL that begins with postgres:// or postgresql://",
  );
  const embedded = databaseUrl === null;
  const mode = read.oneOf("OVERTEN_ENV", embedded ? "development" : "production", ["development", "production"]);
  const development = mode === "development";
  const port = read.integer("PORT", 8080, 0, 65_535);
  const settings: Settings = {
    environment: mode,
    host:
      read.text("HOST", development ? "127.0.0.1" : "0.0.0.0", /^[^\s/]+$/, "must be an address or a host name") ?? "",
    port,
    publicUrl: (
      read.text("PUBLIC_URL", `http://127.0.0.1:${port}`, /^https?:\/\/[^\s?#]+$/, "must be an http or https URL") ?? ""
    ).replace(/\/+$/, ""),
    databaseUrl,
    dataDir: read.text("OVERTEN_DATA_DIR", "./data", /./, "must be a folder") ?? "",
    secretKeys: secretKeys(read, embedded),
    operatorKey: operatorKey(read, embedded),
    bootstrapApiKey: read.text(
      "OVERTEN_BOOTSTRAP_API_KEY",
      null,
      /^sk_live_[A-Za-z0-9]{28}$/,
      "must be sk_live_ and 28 letters or digits",
    ),
    roles: new Set(read.list("OVERTEN_ROLES", allRoles, allRoles)),
    allowTargets: allowTargets(read, development),
    retrySchedule: retrySchedule(read),
    formats: read.list("OVERTEN_FORMATS", ["excel"], null),
    buckets: read.has("OVERTEN_BUCKETS") ? read.integer("OVERTEN_BUCKETS", 1, 1, 1024) : null,
    maxSubscriptions: read.integer("OVERTEN_MAX_SUBSCRIPTIONS", 100, 1, 10_000),
    concurrency: read.integer("OVERTEN_CONCURRENCY", 1024, 1, 100_000),
    destinationConcurrency: read.integer("OVERTEN_DESTINATION_CONCURRENCY", 64, 1, 10_000),
    databaseConnections: read.integer("OVERTEN_DATABASE_CONNECTIONS", 20, 5, 1000),
    rateLimit: read.has("OVERTEN_RATE_LIMIT") ? read.integer("OVERTEN_RATE_LIMIT", 1, 1, 1_000_000) : null,
    inbox: read.flag("OVERTEN_INBOX", development),
    attemptTimeoutMs: read.integer("OVERTEN_ATTEMPT_TIMEOUT_MS", 15_000, 100, 120_000),
    logRetentionDays: read.integer("OVERTEN_LOG_RETENTION_DAYS", 30, 1, 3650),
    syncCeilingMs: read.integer("OVERTEN_SYNC_CEILING_MS", 300_000, 100, 3_600_000),
  };
  const problems = read.problems();
  if (problems.length > 0) return { ok: false, problems };
  const warnings = warnOfUnknownSettings(environment, read.names());
  if (!development && !read.has("PUBLIC_URL")) {
    warnings.push(
      `PUBLIC_URL is not set: the links in webhooks begin with ${settings.publicUrl}, which opens on this machine alone. Set it to how the world reaches this server.`,
    );
  }
  return { ok: true, settings, warnings };
}

function secretKeys(read: SettingsReader, embedded: boolean): readonly string[] {
  const text = read.secret("OVERTEN_SECRET_KEY");
  if (text === null) {
    if (!embedded)
      read.problem(
        "OVERTEN_SECRET_KEY",
        "is required with DATABASE_URL: it encrypts the stored secrets. Set it to 32 or more random characters, the same on every node",
      );
    return [];
  }
  const keys = text.split(",").map((key) => key.trim());
  if (keys.length > 2)
    read.problem("OVERTEN_SECRET_KEY", "takes the current key and, after a comma, the previous one; it has more");
  if (keys.some((key) => key.length < 16)) read.problem("OVERTEN_SECRET_KEY", "needs keys of at least 16 characters");
  return keys;
}

function operatorKey(read: SettingsReader, embedded: boolean): string | null {
  const key = read.secret("OVERTEN_OPERATOR_KEY");
  if (key === null) {
    if (!embedded)
      read.problem(
        "OVERTEN_OPERATOR_KEY",
        "is required with DATABASE_URL. Set it to op_live_ and 28 random letters or digits, the same on every node",
      );
    return null;
  }
  if (!/^op_live_[A-Za-z0-9]{28}$/.test(key))
    read.problem("OVERTEN_OPERATOR_KEY", "must be op_live_ and 28 letters or digits");
  return key;
}

function allowTargets(read: SettingsReader, development: boolean): AllowTargets {
  const text = read.text("OVERTEN_ALLOW_TARGETS", null, /^/, "");
  if (text === null) return development ? loopbackTargets : publicTargets;
  const parsed = parseAllowTargets(text);
  if (parsed.ok) return parsed.allow;
  for (const problem of parsed.problems) read.problem("OVERTEN_ALLOW_TARGETS", problem);
  return publicTargets;
}

function retrySchedule(read: SettingsReader): RetrySchedule {
  const text = read.text("OVERTEN_RETRY_SCHEDULE", null, /^/, "");
  if (text === null) return defaultRetrySchedule;
  const parsed = parseRetrySchedule(text);
  if (parsed.ok) return parsed.schedule;
  read.problem("OVERTEN_RETRY_SCHEDULE", parsed.problem);
  return defaultRetrySchedule;
}

function readTextFile(path: string): string {
  return readFileSync(path, "utf8");
}
