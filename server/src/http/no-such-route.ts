import { basePath, routeNamed, routeNames } from "@overten/contract";
import { HttpError } from "./http-error.ts";

const table = routeNames.map((name) => {
  const { method, path } = routeNamed(name);
  return { method, path, address: new RegExp(`^${basePath}${path.replaceAll(/\{\w+\}/g, "[^/]+")}$`) };
});

/** The 404 for what no route takes; where an address has routes with other methods, it names them. */
export function noSuchRoute(request: { method: string; url: string }): HttpError {
  const [address = ""] = request.url.split("?");
  const there = table.filter((route) => route.address.test(address));
  const [first] = there;
  if (first === undefined) return new HttpError("not_found");
  const methods = there.map((route) => route.method).join(", ");
  return new HttpError("not_found", {
    message: `${basePath}${first.path} has no ${request.method}. Use one of its methods: ${methods}.`,
  });
}
