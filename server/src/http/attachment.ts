/** `Content-Disposition` for a download (RFC 6266): a plain name for old clients, and the exact one as UTF-8 (RFC 8187) where they differ. */
export function attachment(fileName: string): string {
  const plain = fileName.replaceAll(/[^\x20-\x7e]/g, "_").replaceAll(/["\\%]/g, "_");
  if (plain === fileName) return `attachment; filename="${plain}"`;
  // encodeURIComponent leaves these five, which RFC 8187 does not allow.
  const exact = encodeURIComponent(fileName).replaceAll(
    /['()*!]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${exact}`;
}
