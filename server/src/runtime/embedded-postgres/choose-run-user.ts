import { stat } from "node:fs/promises";
import { EmbeddedPostgresError } from "./embedded-postgres-error.ts";
import { type RunUser, runProgram } from "./run-program.ts";

// PostgreSQL's own user where a package of the system made one, else the user that owns nothing.
const candidates = ["postgres", "_postgres", "nobody"] as const;

/**
 * The user that PostgreSQL runs as: nobody else than ourselves (undefined) unless we are root, which PostgreSQL refuses;
 * then the owner of the existing cluster, else a user that exists on this machine. No user is ever made.
 */
export async function chooseRunUser(input: { readonly clusterDir: string | undefined }): Promise<RunUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const owner = input.clusterDir === undefined ? undefined : await ownerOf(input.clusterDir);
  const users = owner === undefined ? await existingUsers() : [owner];
  for (const user of users) {
    const tried = await runProgram({ command: "/bin/sh", args: ["-c", ":"], user });
    if (tried.status === 0) return user;
  }
  throw new EmbeddedPostgresError(
    "no_usable_user",
    "This server runs as root, and PostgreSQL refuses to: it needs another user, but " +
      (users.length === 0
        ? "none of the users postgres and nobody exists here. "
        : `this process may not become ${users.map((user) => user.name).join(" or ")} (it lacks the right to change users). `) +
      "Start the server as an ordinary user, or set DATABASE_URL to a PostgreSQL that you run.",
  );
}

async function ownerOf(dir: string): Promise<RunUser | undefined> {
  const found = await stat(dir).catch(() => undefined);
  if (found === undefined || found.uid === 0) return undefined;
  return { name: `user ${found.uid}`, uid: found.uid, gid: found.gid };
}

async function existingUsers(): Promise<RunUser[]> {
  const found = await Promise.all(
    candidates.map(async (name) => {
      const [uid, gid] = await Promise.all([readId("-u", name), readId("-g", name)]);
      // uid 0 under another name would be refused like root.
      return uid === undefined || gid === undefined || uid === 0 ? [] : [{ name, uid, gid }];
    }),
  );
  return found.flat();
}

async function readId(flag: "-u" | "-g", name: string): Promise<number | undefined> {
  const listed = await runProgram({ command: "id", args: [flag, name], user: undefined });
  return listed.status === 0 && /^\d+$/u.test(listed.output) ? Number(listed.output) : undefined;
}
