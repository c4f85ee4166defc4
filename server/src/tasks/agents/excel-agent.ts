import type { Agent } from "./agent.ts";
import { createExcelThreads } from "./excel-threads.ts";

const contentType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/** The built-in agent for workbooks: a planner without a language model, see ../excel/. */
export function createExcelAgent(options: { threads: number }): Agent {
  const threads = createExcelThreads(options);
  return {
    format: "excel",
    async run(task, context) {
      const result = await threads.build({ ...task, ...context });
      return result.outcome === "built" ? { ...result, contentType } : result;
    },
    stop: () => threads.stop(),
  };
}
