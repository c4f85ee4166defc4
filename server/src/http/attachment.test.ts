import { describe, expect, it } from "vitest";
import { attachment } from "./attachment.ts";

describe("Content-Disposition", () => {
  it("quotes a plain name", () => {
    expect(attachment("Sales report.xlsx")).toBe('attachment; filename="Sales report.xlsx"');
  });

  it("adds the exact name where the plain one cannot hold it", () => {
    expect(attachment("Über (1).xlsx")).toBe(
      `attachment; filename="_ber (1).xlsx"; filename*=UTF-8''%C3%9Cber%20%281%29.xlsx`,
    );
  });

  it("cannot be broken out of", () => {
    expect(attachment('a"; filename="b\\c%41.exe')).toBe(
      `attachment; filename="a_; filename=_b_c_41.exe"; filename*=UTF-8''a%22%3B%20filename%3D%22b%5Cc%2541.exe`,
    );
    expect(attachment("a\r\nSet-Cookie: x")).not.toMatch(/[\r\n]/);
  });
});
