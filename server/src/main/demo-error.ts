/** A step of the demo did not work; the message is for the person who watches. */
export class DemoError extends Error {
  override readonly name = "DemoError";
}
