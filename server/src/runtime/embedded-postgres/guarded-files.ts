import { constants } from "node:fs";
import { type FileHandle, lstat, open, rename, rm } from "node:fs/promises";
import { EmbeddedPostgresError, systemErrorCode } from "./embedded-postgres-error.ts";
import { type RunUser, runProgram } from "./run-program.ts";

// As root we read and write beside what PostgreSQL's user owns. Whoever becomes that user must not become root by a link that
// it left there: no link is followed, and what is found is only used when it is a plain file of that user or of root.

/** What PostgreSQL writes about itself has some hundred bytes. */
const readLimitBytes = 65_536;

/** The text of a small file; throws `folder_not_usable` where something else stands in its place, and the system's error where it is missing. */
export async function readGuarded(path: string, user: RunUser | undefined): Promise<string> {
  const file = await openGuarded(path, constants.O_RDONLY, user);
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(readLimitBytes), 0, readLimitBytes, 0);
    return buffer.toString("utf8", 0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Writes a file that is there over, in place: its owner stays. */
export async function overwriteGuarded(path: string, text: string, user: RunUser | undefined): Promise<void> {
  const file = await openGuarded(path, constants.O_WRONLY, user);
  try {
    const bytes = Buffer.from(text);
    await file.write(bytes, 0, bytes.length, 0);
    await file.truncate(bytes.length);
  } finally {
    await file.close();
  }
}

/** Opens a plain file of PostgreSQL's user or of ourselves; `flags` may make it. */
export async function openGuarded(path: string, flags: number, user: RunUser | undefined): Promise<FileHandle> {
  let file: FileHandle;
  try {
    // Not blocking, or a pipe in its place would hold us.
    file = await open(path, flags | constants.O_NOFOLLOW | constants.O_NONBLOCK, 0o600);
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === "ELOOP" || code === "EMLINK" || code === "ENXIO" || code === "EISDIR") throw notPlain(path);
    throw error;
  }
  try {
    const found = await file.stat();
    const ours = user === undefined || found.uid === user.uid || (found.uid === 0 && found.nlink === 1);
    if (!found.isFile() || !ours) throw notPlain(path);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Puts a new file in the place of whatever has its name. */
export async function replaceGuarded(
  path: string,
  text: string,
  options: { mode: number; owner?: RunUser | undefined },
): Promise<void> {
  const draft = `${path}.new`;
  await rm(draft, { force: true });
  await createGuarded(draft, text, options);
  // Replaces a link instead of following it.
  await rename(draft, path);
}

/** Makes a file that is not there yet. */
export async function createGuarded(
  path: string,
  text: string,
  options: { mode: number; owner?: RunUser | undefined },
): Promise<void> {
  const file = await open(path, "wx", options.mode);
  try {
    await file.writeFile(text);
    await file.chmod(options.mode); // whatever the umask
    if (options.owner !== undefined) await file.chown(options.owner.uid, options.owner.gid);
  } finally {
    await file.close();
  }
}

/** Removes a file, a link or a whole folder. By the system's program: it cannot be led out of the folder by a link that appears meanwhile. */
export async function removeTree(path: string): Promise<void> {
  const removed = await runProgram({ command: "rm", args: ["-rf", "--", path], user: undefined });
  if (removed.status === 0) return;
  const found = await lstat(path).catch(() => undefined);
  if (found !== undefined)
    throw new EmbeddedPostgresError(
      "folder_not_writable",
      `${path} cannot be removed (${removed.output}). Remove it and start again.`,
    );
}

function notPlain(path: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    "folder_not_usable",
    `${path} is a link, or belongs to somebody else than PostgreSQL's user. The server made a plain file there and follows nothing else: ` +
      "find out who put it there, remove it, and start again.",
  );
}
