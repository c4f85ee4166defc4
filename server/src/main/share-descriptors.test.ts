import { expect, it } from "vitest";
import { readDescriptorLimit, shareDescriptors } from "./share-descriptors.ts";

it("leaves clients what receivers and the database do not need", () => {
  const wished = { concurrency: 1024, databaseConnections: 20 };
  expect(shareDescriptors(null, wished)).toEqual({ concurrency: 1024, maxConnections: null });
  expect(shareDescriptors(20_000, wished)).toEqual({ concurrency: 1024, maxConnections: 18_892 });
  expect(shareDescriptors(256, wished)).toEqual({ concurrency: 86, maxConnections: 86 });
  expect(shareDescriptors(10, wished)).toEqual({ concurrency: 1, maxConnections: 1 });
});

it("reads the limit of this process", async ({ skip }) => {
  skip(process.platform !== "linux", "needs /proc");
  expect(await readDescriptorLimit()).toBeGreaterThan(100);
});
