import { expect, it } from "vitest";
import { oldServerRefusal } from "./old-server.ts";

it.each([
  { versionNumber: 149_999, name: "14" },
  { versionNumber: 100_023, name: "10" },
  { versionNumber: 90_624, name: "9.6" },
])("PostgreSQL $name is refused by name", ({ versionNumber, name }) => {
  expect(oldServerRefusal(versionNumber)).toMatch(
    new RegExp(`^This database runs on PostgreSQL ${name}, and Overten needs 15 or newer\\. Upgrade .+\\.$`),
  );
});

it.each([150_000, 150_020, 180_004, 190_000])("%i is new enough", (versionNumber) => {
  expect(oldServerRefusal(versionNumber)).toBeNull();
});
