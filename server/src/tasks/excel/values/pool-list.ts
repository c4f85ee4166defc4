/** "A, B, C" as a list. */
export const list = (text: string): readonly string[] => text.split(", ");
