import { createDocumentLinks, type DocumentLinks, linkLifeMs } from "../domain/links.ts";
import type { SealingKeys } from "../domain/seal.ts";
import type { DeliveryEngine } from "../engine/delivery-engine.ts";
import type { Clock } from "../runtime/clock.ts";
import type { DatabaseHealth } from "../runtime/database-health.ts";
import { isDatabaseUnavailable } from "../runtime/database-pool.ts";
import type { Databases } from "../runtime/database.ts";
import type { Logger } from "../runtime/logger.ts";
import type { Releasers } from "../runtime/releasers.ts";
import { createFileStore, type FileStore } from "../storage/files/file-store.ts";
import { createExcelAgent } from "../tasks/agents/excel-agent.ts";
import { createExcelThreads, type ExcelThreads } from "../tasks/agents/excel-threads.ts";
import { startAgent } from "../tasks/agents/run-agent.ts";
import { startTaskQueue, type TaskQueue } from "../tasks/task-queue.ts";
import type { NodeSettings } from "./settings.ts";

/** What a node has for documents and their tasks. */
export interface TaskParts {
  queue: TaskQueue;
  files: FileStore;
  links: DocumentLinks;
  /** Reads workbooks for the page that shows them, apart from the agents' threads: a page does not wait for a task. */
  viewer: ExcelThreads;
  /** Begins the built-in agents, where the node has that role; once its address is known, which links carry. */
  startAgents: () => void;
}

/** Planned work is mostly computing: more threads than this take turns on few cores, and every other node has its own. */
const agentThreads = 2;

export function startTasks(
  node: {
    settings: NodeSettings;
    databases: Databases;
    clock: Clock;
    health: DatabaseHealth;
    log: Logger;
    sealing: SealingKeys;
    engine: DeliveryEngine;
    publicUrl: () => string;
  },
  releasers: Releasers,
): TaskParts {
  const { settings, databases, clock, health, log, engine } = node;
  const files = createFileStore({ database: databases.cold, clock });
  const links = createDocumentLinks({
    keys: node.sealing,
    publicUrl: node.publicUrl,
    nowMs: clock.nowMs,
    lifeMs: linkLifeMs(settings.logRetentionDays),
  });
  const acceptWithin = engine.acceptor.acceptWithin;
  const queue = startTaskQueue(
    { databases, clock, log, health, files, links, acceptWithin },
    { buckets: settings.buckets },
  );
  releasers.add(() => queue.stop());
  const viewer = createExcelThreads({ threads: 1 });
  releasers.add(() => viewer.stop());
  return {
    queue,
    files,
    links,
    viewer,
    startAgents() {
      if (!settings.roles.has("agents") || !settings.formats.includes("excel")) return;
      const agent = createExcelAgent({ threads: agentThreads });
      // Also when only this node's connections are all taken.
      const isUnavailable = (error: unknown): boolean => health.failed(error) || isDatabaseUnavailable(error);
      const running = startAgent({ queue, files, agent, clock, log, isUnavailable }, { concurrency: agentThreads });
      releasers.add(() => running.stop());
    },
  };
}
