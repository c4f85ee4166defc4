import { expect, it } from "vitest";
import { readDescriptorLimit, shareDescriptors } from "./share-descriptors.ts";

it("leaves clients what receivers and the database do not need", () => {
  const wished = { concurrency: 1024, databaseConnections: 20 };
  expect(shareDescriptors(null, wished)).toEqual({ concurrency: 1024, keptSockets: null, maxConnections: null });
  expect(shareDescriptors(20_000, wished)).toEqual({ concurrency: 1024, keptSockets: 9446, maxConnections: 9446 });
  expect(shareDescriptors(256, wished)).toEqual({ concurrency: 86, keptSockets: 43, maxConnections: 43 });
  expect(shareDescriptors(10, wished)).toEqual({ concurrency: 1, keptSockets: 1, maxConnections: 1 });
});

it("reads the limit of this process", async ({ skip }) => {
  skip(process.platform !== "linux", "needs /proc");
  expect(await readDescriptorLimit()).toBeGreaterThan(100);
});
